"""What planning may know of concerns: how many are open at a union, and how many of them are a common issue."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from dundian.concerns.models import Concern, Issue
from dundian.planning.needs import Need, register

COMMON_WEIGHS = 2.0


@register
def needs_of_workers(path: str) -> Iterable[Need]:
    """Open concerns count once, those of a confirmed common issue three times in all. Figures only."""
    common = Q(memberships__out=False, memberships__issue__state=Issue.State.CONFIRMED)
    rows = Concern.objects.open().filter(unit__path__within=path).values("unit")
    rows = rows.annotate(all=Count("pk", distinct=True), shared=Count("pk", filter=common, distinct=True))
    for row in rows.order_by():
        yield Need(row["unit"], _("Open concerns"), row["all"])
        if row["shared"]:
            yield Need(row["unit"], _("of a common issue"), row["shared"], COMMON_WEIGHS)
