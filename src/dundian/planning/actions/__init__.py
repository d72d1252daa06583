"""Everything that changes candidates, teams and dispatches."""

from dundian.planning.actions.assigning import (
    accept_team_plan,
    ask_team_plan,
    lay_down_pair,
    lay_down_place,
    set_readiness,
    set_team_rules,
    solve_team_plan,
    take_back,
)
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
from dundian.planning.actions.deciding import decide_plan
from dundian.planning.actions.dispatches import dispatch_teams, end_dispatch, end_finished, extend_dispatch
from dundian.planning.actions.placing import waiting
from dundian.planning.actions.replacing import replace_member, stand_in
from dundian.planning.actions.ruling import (
    LimitLine,
    add_group,
    drop_group,
    drop_stance,
    loosen_rule,
    set_priority,
    set_selection_rules,
    take_stance,
)
from dundian.planning.actions.solving import ask_plan, solve_plan, stop_plan
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
    "LimitLine",
    "MemberLine",
    "TeamLine",
    "accept_team_plan",
    "add_candidate",
    "add_group",
    "ask_plan",
    "ask_team_plan",
    "carry_candidates",
    "change_team",
    "choose_candidates",
    "decide_plan",
    "disband_team",
    "dispatch_teams",
    "drop_group",
    "drop_stance",
    "edit_candidate",
    "end_dispatch",
    "end_finished",
    "extend_dispatch",
    "form_team",
    "form_teams",
    "lay_down_pair",
    "lay_down_place",
    "leave_site",
    "loosen_rule",
    "mark_chosen",
    "renew_rights",
    "reopen_candidate",
    "replace_member",
    "set_aside_candidates",
    "set_priority",
    "set_readiness",
    "set_selection_rules",
    "set_team_rules",
    "solve_plan",
    "solve_team_plan",
    "stand_in",
    "stop_plan",
    "take_back",
    "take_stance",
    "unchoose_candidate",
    "waiting",
]
