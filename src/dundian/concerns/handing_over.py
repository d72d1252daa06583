"""Concerns on a handover sheet: those a person is in charge of, and those the site's own unit still has."""

from collections.abc import Iterable
from uuid import UUID

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.audit_trail.actions import record
from dundian.concerns.models import Concern
from dundian.fieldwork.handover import Source, Thing
from dundian.org.access import Actor
from dundian.org.models import Person, Unit
from dundian.planning.models import Team


def _thing(concern: Concern) -> Thing:
    url = reverse("concerns:concern_detail", args=[concern.number])
    title = f"{concern.number} {concern.text[:60]}"
    return Thing(concern.pk, title, timezone.localdate(concern.due_at), str(concern.get_step_display()), url)


def _of_person(person: Person, team: Team) -> Iterable[Thing]:
    if team.site is None:
        return []
    rows = Concern.objects.open().filter(owner=person, handler=team.site.unit_id)
    return [_thing(concern) for concern in rows.order_by("due_at", "id")]


def _of_team(team: Team) -> Iterable[Thing]:
    if team.site is None:
        return []
    rows = Concern.objects.open().filter(handler=team.site.unit_id)
    return [_thing(concern) for concern in rows.order_by("due_at", "id")]


def _held(ref: UUID) -> Concern | None:
    rows = Concern.objects.select_for_update(of=("self",)).open().filter(pk=ref)
    return rows.select_related("unit").first()


def _to_person(ref: UUID, to: Person, actor: Actor) -> None:
    concern = _held(ref)
    if concern is None or concern.owner_id == to.pk:
        return
    concern.owner = to
    concern.touch("owner")
    record(
        actor=actor, verb="hand_over", noun="concern", obj=concern, unit=concern.unit, detail={"to": str(to)}
    )


def _to_office(ref: UUID, to: Unit, actor: Actor) -> None:
    """The office has it now: the team that had it is gone."""
    concern = _held(ref)
    if concern is None or concern.handler_id != concern.unit_id:
        return
    concern.handler, concern.owner = to, None
    concern.touch("handler", "owner")
    record(
        actor=actor, verb="hand_over", noun="concern", obj=concern, unit=concern.unit, detail={"to": str(to)}
    )


CONCERNS = Source("concern", _("Workers’ concerns"), _of_person, _of_team, _to_person, _to_office)
