"""Documents that wait for somebody's word."""

from collections.abc import Iterator

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.documents.models import Countersign, Draft
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor

KINDS = {
    "review": _("Review a document"),
    "countersign": _("Countersign a document"),
    "approved": _("Number and issue"),
    "draft": _("A document was returned"),
}
State = Draft.State
SENT = Need(lambda user: Draft.objects.filter(state__in=[State.REVIEW, State.COUNTERSIGN, State.APPROVED]))
RETURNED = Need(lambda user: Draft.objects.filter(state=State.DRAFT, by=user).exclude(returned=""))


@register
def drafts(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    """One query: to review, to countersign, to number, returned; what one sent off stands under 我发起."""
    if not (actor.can("view", "draft") or actor.can("countersign", "draft")):
        return
    rows = Draft.objects.visible_to(actor).select_related("unit")
    if tab is Tab.WAITING:
        if SENT.unmet() and RETURNED.unmet():
            return
        asked = Countersign.objects.filter(agreed_at=None, unit__in=actor.units("countersign", "draft"))
        rows = rows.filter(
            Q(state=State.REVIEW, unit__in=actor.units("review", "draft")) & ~Q(by=actor.user)
            | Q(state=State.COUNTERSIGN, pk__in=asked.values("draft"))
            | Q(state=State.APPROVED, unit__in=actor.units("issue", "document"))
            | (Q(state=State.DRAFT, by=actor.user) & ~Q(returned=""))
        )
    elif tab is Tab.STARTED:
        rows = rows.filter(by=actor.user).exclude(state__in=[State.DROPPED, State.DRAFT])
    elif tab is Tab.DONE:
        rows = rows.filter(reviewed_by=actor.user)
    else:
        return
    for draft in rows.order_by("-updated_at")[:limit]:
        returned = draft.state == State.DRAFT
        yield Todo(
            kind=KINDS.get(draft.state, draft.get_state_display())
            if tab is Tab.WAITING
            else draft.get_state_display(),
            title=draft.title,
            url=reverse("documents:draft_detail", args=[draft.pk]),
            place=str(draft.unit),
            due_on=None if tab is Tab.WAITING else timezone.localdate(draft.updated_at),
            state="returned" if returned else "done" if draft.state == State.ISSUED else "todo",
            detail=draft.returned,
        )
