"""Honours, objections, and a cadre's growth record."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dundian.knowledge.models import Adoption, Participant, Practice
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import TeamMember
from dundian.recognition.models import GrowthNote, Honour, HonourQuerySet, Objection, ObjectionQuerySet, Round
from dundian.ui.formats import day

HONOUR_ORDER = ["-year", "place__place", "place_id", "id"]


def honours_for(actor: Actor, conditions: dict[str, Any]) -> HonourQuerySet:
    """Visible honours by `year`, `whose` (unit or person), `taken_back` and `text`."""
    rows = Honour.objects.visible_to(actor).select_related("unit", "person", "place", "citation", "round")
    if conditions.get("year"):
        rows = rows.filter(year=conditions["year"])
    if conditions.get("whose"):
        rows = rows.filter(**{f"{conditions['whose']}__isnull": False})
    if not conditions.get("taken_back"):
        rows = rows.filter(revoked_on=None)
    if text := conditions.get("text"):
        rows = rows.filter(
            Q(name__icontains=text) | Q(person__name__icontains=text) | Q(unit__name__icontains=text)
        )
    return rows


def objections_for(actor: Actor, round: Round) -> ObjectionQuerySet:
    rows = Objection.objects.visible_to(actor).filter(round=round)
    return rows.select_related("nomination__unit", "nomination__person", "handled_by").defer("contact")


def objection(actor: Actor, pk: UUID) -> Objection | None:
    rows = Objection.objects.visible_to(actor).select_related(
        "round__unit", "nomination__unit", "nomination__person__home_unit", "nomination__place", "handled_by"
    )
    return rows.filter(pk=pk).first()


@dataclass(frozen=True)
class GrowthLine:
    """One entry: `when` in words, what, where, and what else is to be said."""

    when: str
    what: str
    where: str = ""
    note: str = ""


@dataclass
class GrowthRecord:
    """What one person did and learned. Made for one person at a time; there is no list of these."""

    person: Person
    dispatches: list[GrowthLine] = field(default_factory=list)
    learning: dict[str, list[GrowthLine]] = field(default_factory=dict)
    honours: list[Honour] = field(default_factory=list)
    notes: list[GrowthNote] = field(default_factory=list)


def growth_of(person: Person, *, own: bool) -> GrowthRecord:
    """The record; without `own` only the words that the cadre shares."""
    record = GrowthRecord(person)
    places = TeamMember.ever.filter(person=person).select_related(
        "team__campaign", "team__site__unit", "team__dispatch"
    )
    for place in places.order_by("team__campaign__year", "created_at", "id"):
        record.dispatches.append(_dispatch(place))
    record.learning = {name: lines for name, lines in learning_of(person).items() if lines}
    record.honours = list(
        Honour.objects.standing().filter(person=person).select_related("place").order_by("-year", "id")
    )
    notes = GrowthNote.objects.filter(person=person)
    record.notes = list(notes if own else notes.filter(shared=True))
    return record


def _dispatch(place: TeamMember) -> GrowthLine:
    team = place.team
    dispatch = getattr(team, "dispatch", None)
    if dispatch:
        first, last = place.within((dispatch.starts_on, dispatch.ends_on))
        when = _span(first, last)
    else:
        when = str(team.campaign.year)
    roles = [_("team leader")] if place.leads else []
    roles += list(place.roles)
    if place.stands_for_id:
        roles.append(_("stood in for a colleague"))
    return GrowthLine(
        when, str(team.campaign), str(team.site.unit.name if team.site else team), "、".join(roles)
    )


def _span(first: date, last: date) -> str:
    return f"{day(first)} – {day(last)}"


def learning_of(person: Person) -> dict[str, list[GrowthLine]]:
    """Courses attended and practices written, by chapter. What a check gave stays between the person and the host."""
    return {_("Training attended"): _courses(person), _("Practices written down"): _practices(person)}


def _courses(person: Person) -> list[GrowthLine]:
    rows = Participant.objects.filter(person=person, attended=True).select_related("course__unit")
    return [
        GrowthLine(
            day(timezone.localdate(row.course.starts_at)),
            row.course.name,
            row.course.unit.name,
            _("certificate %(number)s") % {"number": row.certificate} if row.certificate else "",
        )
        for row in rows.order_by("course__starts_at", "id")
    ]


def _practices(person: Person) -> list[GrowthLine]:
    """Those an office took in; drafts are not on record yet."""
    if person.user_id is None:
        return []
    worked = Count("adoptions", Q(adoptions__outcome=Adoption.Outcome.WORKED), distinct=True)
    rows = Practice.objects.filter(author=person.user_id, state__in=Practice.REVIEWED).select_related("unit")
    rows = rows.annotate(worked=worked, rules=Count("institutions", distinct=True))
    return [
        GrowthLine(
            day(timezone.localdate(row.answered_at or row.created_at)),
            row.title,
            row.unit.name,
            "，".join(_came_of(row)),
        )
        for row in rows.order_by("answered_at", "id")
    ]


def _came_of(practice: Any) -> list[str]:
    said = [practice.get_state_display()]
    if n := practice.worked:
        said.append(ngettext("worked at %(n)d more union", "worked at %(n)d more unions", n) % {"n": n})
    if practice.rules:
        said.append(_("became a rule"))
    return said
