"""Sending teams, and what may happen to a dispatch afterwards."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign, Site
from dundian.documents.actions import issue_document, propose_document
from dundian.documents.drafting import kept_facts
from dundian.documents.models import Document, Draft
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning import letters
from dundian.planning.access import require_open, require_send
from dundian.planning.actions import placing
from dundian.planning.actions.teams import lock_campaign
from dundian.planning.models import Dispatch, DispatchChange, Team, TeamMember
from dundian.planning.queries.conflicts import conflicts, meet, of_sender, period_of, unready
from dundian.planning.queries.teams import teams_of
from dundian.planning.signals import dispatch_ended, team_dispatched

NOTICE = "planning.dispatch"


@transaction.atomic
def dispatch_teams(
    *,
    teams: Sequence[Team],
    starts_on: date,
    ends_on: date,
    actor: Actor,
    mark: str = "",
    notice: bool = True,
) -> list[Dispatch]:
    """Send the teams, all or none, with one frozen notice; the members are appointed at their sites for the period.

    `mark` is the organ mark of the notice's number (自工发); the federation's usual one when left out.
    """
    chosen = _ready(teams, (starts_on, ends_on), actor)
    paper = issue_document(**_notice(chosen, (starts_on, ends_on), mark), actor=actor) if notice else None
    return [_send(team, starts_on, ends_on, paper, actor) for team in chosen]


@transaction.atomic
def propose_dispatch(
    *, teams: Sequence[Team], starts_on: date, ends_on: date, actor: Actor, mark: str = ""
) -> Draft:
    """Send the notice on its way first; the teams go when it has its number."""
    chosen = _ready(teams, (starts_on, ends_on), actor)
    order = {
        "campaign": str(chosen[0].campaign_id),
        "teams": sorted(str(t.pk) for t in chosen),
        "starts_on": starts_on.isoformat(),
        "ends_on": ends_on.isoformat(),
    }
    paper = _notice(chosen, (starts_on, ends_on), mark)
    return propose_document(**paper, origin=NOTICE, order=order, actor=actor)


def take_notice(draft: Draft, document: Document, actor: Actor) -> None:
    """The reviewed notice has its number: the teams go, exactly as its annex names them."""
    order = draft.order
    period = date.fromisoformat(order["starts_on"]), date.fromisoformat(order["ends_on"])
    teams = list(Team.objects.filter(pk__in=order["teams"]).select_related("campaign__unit"))
    chosen = _ready(teams, period, actor)
    now = kept_facts(draft.kind, _notice(chosen, period, draft.mark)["context"])
    if len(chosen) != len(order["teams"]) or now["teams"] != draft.facts["teams"]:
        raise Invalid(_("The teams have changed since the notice was drafted. Return it and draft it anew."))
    for team in chosen:
        _send(team, *period, document, actor)


def _ready(teams: Sequence[Team], period: tuple[date, date], actor: Actor) -> list[Team]:
    if not teams:
        raise Invalid(_("Choose at least one team."))
    campaign = lock_campaign(teams[0].campaign)
    require_send(actor, campaign)
    require_open(campaign)
    if period[1] < period[0]:
        raise Invalid({"ends_on": _("The end lies before the beginning.")})
    chosen = _chosen(campaign, teams)
    _check_ready(campaign, chosen, period, actor)
    return chosen


def _chosen(campaign: Campaign, teams: Sequence[Team]) -> list[Team]:
    """The teams as stored, with their people locked against a dispatch by another campaign."""
    wanted = {t.pk for t in teams}
    people = Person.objects.select_for_update(of=("self",), no_key=True).order_by("pk")
    list(people.filter(pk__in=TeamMember.objects.filter(team__in=wanted).values("person")).values_list("pk"))
    found = list(teams_of(Team.objects.filter(pk__in=wanted, campaign=campaign), {}).order_by("name", "id"))
    if len(found) != len(wanted):
        raise Invalid(_("The teams must all belong to one campaign and still exist."))
    sent = [str(t) for t in found if t.state != Team.State.DRAFT]
    if sent:
        raise Invalid(_("Already dispatched: %(names)s.") % {"names": "、".join(sent)})
    return found


def _check_ready(campaign: Campaign, teams: Sequence[Team], period: tuple[date, date], actor: Actor) -> None:
    held_back = unready([*conflicts(campaign, period), *of_sender(teams, actor.user)])
    texts = list(dict.fromkeys(c.text for team in teams for c in held_back.get(team.pk, ())))
    if texts:
        raise Invalid(_("Not all teams are ready.") + " " + " ".join(texts[:10]))


def _notice(teams: Sequence[Team], period: tuple[date, date], mark: str) -> dict[str, Any]:
    campaign = teams[0].campaign
    facts = letters.dispatch_notice(campaign=campaign, teams=teams, period=period)
    return {
        "unit": campaign.unit,
        "kind": Document.Kind.DISPATCH_NOTICE,
        "title": facts["title"],
        "context": facts,
        "mark": clean_line(mark) or letters.usual_mark(campaign.unit),
    }


def _send(team: Team, starts_on: date, ends_on: date, notice: Document | None, actor: Actor) -> Dispatch:
    site = team.site
    if site is None:
        raise Invalid(_("%(team)s has no site yet.") % {"team": team})
    dispatch = Dispatch.objects.create(team=team, starts_on=starts_on, ends_on=ends_on, notice=notice)
    team.state = Team.State.DISPATCHED
    team.touch("state")
    site.state = Site.State.ACTIVE
    site.touch("state")
    placing.give(team=team, unit=site.unit, since=starts_on, until=ends_on, actor=actor)
    detail = {"starts_on": starts_on, "ends_on": ends_on, "notice": notice.number if notice else ""}
    record(actor=actor, verb="send", noun="dispatch", obj=dispatch, unit=site.unit, detail=detail)
    team_dispatched.send(sender=Dispatch, dispatch=dispatch, actor=actor)
    return dispatch


@transaction.atomic
def extend_dispatch(*, dispatch: Dispatch, ends_on: date, reason: str, actor: Actor) -> Dispatch:
    """Let the team stay until `ends_on`; the members' rights last as long."""
    dispatch, team, site = _running(dispatch, actor)
    if ends_on <= dispatch.ends_on:
        raise Invalid(
            {"ends_on": _("Choose a day after the present end, %(day)s.") % {"day": dispatch.ends_on}}
        )
    if (ends_on - dispatch.starts_on).days > 3660:
        raise Invalid({"ends_on": _("This day is too far away.")})
    _check_free(team, (dispatch.ends_on, ends_on))
    _change(dispatch, DispatchChange.What.EXTENDED, ends_on, reason, actor)
    placing.extend(team=team, unit=site.unit, until=ends_on, actor=actor)
    detail = {"ends_on": ends_on, "reason": reason}
    record(actor=actor, verb="extend", noun="dispatch", obj=dispatch, unit=site.unit, detail=detail)
    return dispatch


def _check_free(team: Team, period: tuple[date, date]) -> None:
    """Nobody of the team may be in another team that is out or planned in the added time."""
    staying = TeamMember.ever.filter(team=team, until=None).values("person")
    places = TeamMember.ever.lasting().filter(person__in=staying, team__state=Team.State.DISPATCHED)
    for place in places.exclude(team=team).select_related("team__campaign", "team__dispatch"):
        other = place.team
        if meet(period, place.within(period_of(other))):
            text = _("Somebody of this team is sent with %(other)s (%(campaign)s) in that time.")
            raise Invalid({"ends_on": text % {"other": other, "campaign": other.campaign}})


@transaction.atomic
def end_dispatch(*, dispatch: Dispatch, on: date, reason: str, actor: Actor) -> Dispatch:
    """Call the team back: `on` is its last day. On that day or after it the team and its site are closed at once."""
    dispatch, team, site = _running(dispatch, actor)
    if on < dispatch.starts_on:
        raise Invalid(
            {"on": _("The last day cannot lie before the first, %(day)s.") % {"day": dispatch.starts_on}}
        )
    if on > dispatch.ends_on:
        raise Invalid({"on": _("The dispatch ends on %(day)s anyway.") % {"day": dispatch.ends_on}})
    _change(dispatch, DispatchChange.What.ENDED, on, reason, actor)
    placing.end(team=team, unit=site.unit, on=on, actor=actor)
    detail = {"on": on, "reason": reason}
    record(actor=actor, verb="end", noun="dispatch", obj=dispatch, unit=site.unit, detail=detail)
    if on <= clock.today():
        _close(dispatch, actor)
    return dispatch


@transaction.atomic
def end_finished(*, actor: Actor) -> int:
    """Close every dispatch whose last day has passed; returns how many. The rights have run out by themselves."""
    today = clock.today()
    due = Dispatch.objects.select_for_update(of=("self",), skip_locked=True)
    due = due.filter(ends_on__lt=today, team__state=Team.State.DISPATCHED).select_related("team__site__unit")
    found = list(due.order_by("id"))
    for dispatch in found:
        _close(dispatch, actor)
    return len(found)


def _close(dispatch: Dispatch, actor: Actor) -> None:
    team, site = dispatch.team, dispatch.team.site
    team.state = Team.State.ENDED
    team.touch("state")
    if site is not None:
        site.state = Site.State.CLOSED
        site.touch("state")
    unit = site.unit if site else team.campaign.unit
    record(
        actor=actor, verb="close", noun="dispatch", obj=dispatch, unit=unit, detail={"on": dispatch.ends_on}
    )
    dispatch_ended.send(sender=Dispatch, dispatch=dispatch, actor=actor)


def _running(dispatch: Dispatch, actor: Actor) -> tuple[Dispatch, Team, Site]:
    """The dispatch locked, with its team and site; refused when the team is no longer out."""
    campaign = lock_campaign(dispatch.team.campaign)
    require_send(actor, campaign, "change")
    stored = Dispatch.locked(dispatch.pk)
    team, site = stored.team, stored.team.site
    if team.state != Team.State.DISPATCHED or site is None:
        raise Refused(_("This dispatch has ended."))
    return stored, team, site


def _change(dispatch: Dispatch, what: DispatchChange.What, after: date, reason: str, actor: Actor) -> None:
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Say why.")})
    if len(reason) > 200:
        raise Invalid({"reason": _("At most 200 characters.")})
    before, dispatch.ends_on = dispatch.ends_on, after
    dispatch.touch("ends_on")
    DispatchChange.objects.create(
        dispatch=dispatch, what=what, before=before, after=after, reason=reason, by=actor.signature
    )
