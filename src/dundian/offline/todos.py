"""What waits for whom in this room."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.notify.todo import Need, Tab, Todo, register
from dundian.offline.models import Conflict
from dundian.offline.queries.conflicts import conflicts_for
from dundian.org.access import Actor

CONFLICTS = Need(lambda user: Conflict.objects.open())


@register
def of_conflicts(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    """Two versions of one field: a person must choose."""
    if tab is Tab.WAITING and not CONFLICTS.unmet():
        for conflict in conflicts_for(actor).open().order_by("-created_at", "-id")[:limit]:
            yield _todo(conflict, "todo")
    elif tab is Tab.DONE:
        rows = Conflict.objects.filter(resolved_by=actor.user).select_related("log__unit", "task__unit")
        for conflict in rows.order_by("-resolved_at", "-id")[:limit]:
            yield _todo(conflict, "done")


def _todo(conflict: Conflict, state: str) -> Todo:
    url = reverse("offline:conflict_detail", args=[conflict.pk])
    title = _("Two versions of “%(what)s”") % {"what": conflict.subject}
    return Todo(_("Conflict"), title, url, str(conflict.subject.unit), state=state)
