"""Sheets that wait for their two sides, and for the office what a dispatch left behind."""

from collections.abc import Iterable, Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.fieldwork.models import Handover
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor

State = Handover.State
OPEN = Need(lambda user: Handover.objects.filter(state__in=[State.DRAFT, State.GIVEN]))


@register
def of_handovers(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if tab == Tab.WAITING:
        yield from _waiting(actor, limit)
    elif tab == Tab.DONE:
        yield from _done(actor, limit)


def _line(sheet: Handover, state: str = "") -> Todo:
    url = reverse("fieldwork:handover_detail", args=[sheet.pk])
    title = f"{sheet.team} {sheet.leaving or sheet.get_kind_display()}"
    words = str(sheet.get_state_display())
    return Todo(_("Handing over"), title, url, str(sheet.unit), sheet.on, state or sheet.standing, words)


def _waiting(actor: Actor, limit: int) -> Iterator[Todo]:
    if OPEN.unmet():
        return
    own = Q(leaving__user=actor.user, state=State.DRAFT) | Q(coming__user=actor.user, state=State.GIVEN)
    offices = actor.offices
    if offices:
        own |= Q(kind=Handover.Kind.CLOSING, state=State.GIVEN, team__campaign__unit__in=offices)
    rows = Handover.objects.visible_to(actor).filter(own).select_related("team", "unit", "leaving")
    for sheet in rows.order_by("on", "id")[:limit]:
        yield _line(sheet)


def _done(actor: Actor, limit: int) -> Iterator[Todo]:
    mine = Q(given_by=actor.user) | Q(taken_by=actor.user, state=State.TAKEN)
    rows = Handover.objects.visible_to(actor).filter(mine).select_related("team", "unit", "leaving")
    for sheet in rows.order_by("-on", "-id")[:limit]:
        yield _line(sheet, "done")
