"""What planning may know of oversight: results at a union that did not stand when they were looked at again."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from dundian.oversight.models import Finding, LookBackItem
from dundian.planning.needs import Need, register

FALLEN_WEIGHS, PARTLY_WEIGHS = 2.0, 1.0
Stands = LookBackItem.Stands


@register
def left_after_look_backs(path: str) -> Iterable[Need]:
    """Results that do not stand count twice, those that stand in part and findings still to be put right once."""
    items = LookBackItem.objects.filter(line__unit__path__within=path, stands__in=(Stands.NO, Stands.PARTLY))
    rows = items.values("line__unit").annotate(
        fallen=Count("pk", filter=Q(stands=Stands.NO)), partly=Count("pk", filter=Q(stands=Stands.PARTLY))
    )
    for row in rows.order_by():
        unit = row["line__unit"]
        if row["fallen"]:
            yield Need(unit, _("Results that did not stand at the look-back"), row["fallen"], FALLEN_WEIGHS)
        if row["partly"]:
            yield Need(unit, _("Results that stood only in part"), row["partly"], PARTLY_WEIGHS)
    findings = Finding.objects.filter(unit__path__within=path, state__in=Finding.OPEN).values("unit")
    for found in findings.annotate(n=Count("pk")).order_by():
        yield Need(found["unit"], _("Findings still to be put right"), found["n"])
