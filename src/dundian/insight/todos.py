"""Tables that were sent: in the inbox until they are opened."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.insight.models import Delivery
from dundian.notify.todo import Tab, Todo, register
from dundian.org.access import Actor


@register
def of_tables(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if tab is not Tab.COPIED or not actor.can("view", "figure"):
        return
    rows = Delivery.objects.visible_to(actor).select_related("table").defer("content")
    for delivery in rows.order_by("-on", "-id")[:limit]:
        url = reverse("insight:delivery_download", args=[delivery.pk])
        state = "done" if delivery.read_at else "todo"
        words = _("Workbook, %(n)d rows") % {"n": delivery.rows}
        yield Todo(_("Table"), delivery.table.name, url, "", delivery.on, state, words)
