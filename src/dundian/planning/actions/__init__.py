"""Everything that changes candidates, teams and dispatches."""

from dundian.planning.actions.candidates import (
    add_candidate,
    carry_candidates,
    choose_candidates,
    edit_candidate,
    mark_chosen,
    reopen_candidate,
    set_aside_candidates,
    unchoose_candidate,
)
from dundian.planning.actions.dispatches import dispatch_teams, end_dispatch, end_finished, extend_dispatch
from dundian.planning.actions.placing import waiting
from dundian.planning.actions.replacing import replace_member, stand_in
from dundian.planning.actions.teams import (
    MemberLine,
    TeamLine,
    change_team,
    disband_team,
    form_team,
    form_teams,
    leave_site,
    renew_rights,
)

__all__ = [
    "MemberLine",
    "TeamLine",
    "add_candidate",
    "carry_candidates",
    "change_team",
    "choose_candidates",
    "disband_team",
    "dispatch_teams",
    "edit_candidate",
    "end_dispatch",
    "end_finished",
    "extend_dispatch",
    "form_team",
    "form_teams",
    "leave_site",
    "mark_chosen",
    "renew_rights",
    "reopen_candidate",
    "replace_member",
    "set_aside_candidates",
    "stand_in",
    "unchoose_candidate",
    "waiting",
]
