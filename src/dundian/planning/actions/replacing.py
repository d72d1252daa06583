"""People of a team on site come and go: replaced for good, or stood in for on some days."""

from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.documents.actions import issue_document
from dundian.documents.models import Document
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person
from dundian.planning import supplements
from dundian.planning.access import require_open, require_send
from dundian.planning.actions import placing
from dundian.planning.actions.teams import lock_campaign
from dundian.planning.letters import usual_mark
from dundian.planning.models import Dispatch, MemberChange, Team, TeamMember
from dundian.planning.queries.conflicts import meet, period_of
from dundian.planning.signals import member_left

ONE_DAY = timedelta(1)


@transaction.atomic
def replace_member(
    *,
    team: Team,
    leaving: Person,
    coming: Person,
    on: date,
    reason: str,
    actor: Actor,
    notice: bool = False,
    mark: str = "",
) -> MemberChange:
    """`coming` takes the place of `leaving` from the day `on`, leads the team if that one led it, and has the rights.

    With `notice`, a supplementary notice is issued and frozen.
    """
    team, site, dispatch, by = _opened(team, actor)
    leaving, coming = _locked(leaving, coming)
    place = _place_of(team, leaving)
    reason = _reason(reason)
    first = max(clock.today(), dispatch.starts_on + ONE_DAY, (place.since or dispatch.starts_on) + ONE_DAY)
    if not first <= on <= dispatch.ends_on:
        words = {"first": first, "last": dispatch.ends_on}
        raise Invalid({"on": _("Choose a day from %(first)s to %(last)s.") % words})
    _check_coming(team, site, coming, (on, dispatch.ends_on), actor)
    place.until = on - ONE_DAY
    place.touch("until")
    stand_ins = TeamMember.ever.filter(stands_for=place, until__gte=on)
    if stand_ins.exists():
        raise Invalid({"on": _("Somebody stands in for %(person)s on these days.") % {"person": leaving}})
    new = TeamMember.ever.create(team=team, person=coming, leads=place.leads, roles=place.roles, since=on)
    placing.let_go(team=team, unit=site.unit, member=place, on=on - ONE_DAY, actor=actor)
    placing.let_in(team=team, unit=site.unit, member=new, actor=actor)
    change = MemberChange.objects.create(
        team=team,
        what=MemberChange.What.REPLACED,
        leaving=leaving,
        coming=coming,
        since=on,
        until=dispatch.ends_on,
        reason=reason,
        notice=_issue(team, place, new, (on, dispatch.ends_on), mark, actor) if notice else None,
        by=actor.signature,
    )
    _tell(change, "replace", site, actor, by)
    return change


@transaction.atomic
def stand_in(
    *, team: Team, absent: Person, coming: Person, since: date, until: date, reason: str, actor: Actor
) -> MemberChange:
    """`coming` stands in for `absent` from `since` to `until`, with the absent one's rights on these days."""
    team, site, dispatch, by = _opened(team, actor)
    absent, coming = _locked(absent, coming)
    place = _place_of(team, absent)
    reason = _reason(reason)
    if not max(clock.today(), dispatch.starts_on) <= since <= until <= dispatch.ends_on:
        words = {"first": max(clock.today(), dispatch.starts_on), "last": dispatch.ends_on}
        raise Invalid({"since": _("Choose days from %(first)s to %(last)s.") % words})
    if place.until is not None and until > place.until:
        raise Invalid({"until": _("%(person)s leaves the team before that.") % {"person": absent}})
    if TeamMember.ever.filter(stands_for=place, since__lte=until, until__gte=since).exists():
        raise Invalid({"since": _("Somebody stands in for %(person)s on these days.") % {"person": absent}})
    if not team.members.filter(person=coming).exists():
        _check_coming(team, site, coming, (since, until), actor)
    new = TeamMember.ever.create(
        team=team,
        person=coming,
        leads=place.leads,
        roles=place.roles,
        since=since,
        until=until,
        stands_for=place,
    )
    placing.let_in(team=team, unit=site.unit, member=new, actor=actor)
    change = MemberChange.objects.create(
        team=team,
        what=MemberChange.What.STAND_IN,
        leaving=absent,
        coming=coming,
        since=since,
        until=until,
        reason=reason,
        by=actor.signature,
    )
    _tell(change, "stand_in", site, actor, by)
    return change


def _opened(team: Team, actor: Actor) -> tuple[Team, Site, Dispatch, Appointment | None]:
    """The team on site, locked with its campaign, and the right to change its dispatch."""
    campaign = lock_campaign(team.campaign)
    by = require_send(actor, campaign, "change")
    require_open(campaign)
    stored = Team.locked(team.pk)
    if stored.state != Team.State.DISPATCHED or stored.site is None:
        raise Refused(_("Only a team on site can change its people here."))
    return stored, stored.site, stored.dispatch, by


def _locked(*people: Person) -> list[Person]:
    """The people as stored, closed to every other dispatch until the transaction ends."""
    rows = Person.objects.select_for_update(of=("self",), no_key=True).filter(pk__in=[p.pk for p in people])
    found = {p.pk: p for p in rows.select_related("home_unit", "user").order_by("pk")}
    return [found[p.pk] for p in people]


def _place_of(team: Team, person: Person) -> TeamMember:
    place = team.members.filter(person=person).select_related("person__user").first()
    if place is None:
        raise Invalid({"leaving": _("%(person)s is not in this team today.") % {"person": person}})
    if place.until is not None:
        raise Invalid({"leaving": _("%(person)s leaves the team anyway.") % {"person": person}})
    return place


def _reason(reason: str) -> str:
    reason = clean_line(reason)
    if not reason:
        raise Invalid({"reason": _("Say why.")})
    if len(reason) > 200:
        raise Invalid({"reason": _("At most 200 characters.")})
    return reason


def _check_coming(team: Team, site: Site, coming: Person, days: tuple[date, date], actor: Actor) -> None:
    """Whoever comes must be free on these days, in service, of another union, and not the sender."""
    words = {"person": coming, "site": site}
    if coming.user_id is not None and coming.user_id == actor.user.pk:
        raise Refused(_("You are coming to this team yourself; another officer has to send you."))
    if coming.left_on is not None:
        raise Invalid({"coming": _("%(person)s is no longer in service.") % words})
    if coming.home_unit.is_within(site.unit.path):
        raise Invalid({"coming": _("%(person)s belongs to %(site)s itself.") % words})
    places = TeamMember.ever.lasting().filter(person=coming, team__state=Team.State.DISPATCHED)
    for place in places.select_related("team__campaign", "team__dispatch"):
        if meet(days, place.within(period_of(place.team))):
            text = _("%(person)s is sent with %(other)s at that time.")
            raise Invalid({"coming": text % {**words, "other": place.team}})


def _issue(
    team: Team, old: TeamMember, new: TeamMember, period: tuple[date, date], mark: str, actor: Actor
) -> Document:
    unit = team.campaign.unit
    facts = supplements.supplementary_notice(team, old, new, period=period)
    return issue_document(
        unit=unit,
        kind=Document.Kind.DISPATCH_NOTICE,
        title=facts["title"],
        context=facts,
        actor=actor,
        mark=clean_line(mark) or usual_mark(unit),
    )


def _tell(change: MemberChange, verb: str, site: Site, actor: Actor, by: Appointment | None) -> None:
    detail = {
        "leaving": str(change.leaving),
        "coming": str(change.coming),
        "since": change.since,
        "until": change.until,
        "reason": change.reason,
    }
    record(
        actor=actor, verb=verb, noun="team", obj=change.team, unit=site.unit, appointment=by, detail=detail
    )
    member_left.send(
        sender=Team,
        team=change.team,
        leaving=change.leaving,
        coming=change.coming,
        on=change.since,
        until=change.until if change.what == MemberChange.What.STAND_IN else None,
        reason=change.reason,
        actor=actor,
    )
