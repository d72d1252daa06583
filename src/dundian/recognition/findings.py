"""What oversight found at a site: findings of inspections that have been saved, and whether results stand."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from dundian.oversight.models import Finding, LookBackItem
from dundian.recognition.evidence import Figure, Line, register
from dundian.recognition.models import Source

KINDS = {
    Finding.Kind.GOOD: "值得推广的做法",
    Finding.Kind.NOTE: "当场解决的问题",
    Finding.Kind.MEND: "需要整改的问题",
}
STANDS = {
    LookBackItem.Stands.YES: "成果保持",
    LookBackItem.Stands.PARTLY: "成果部分保持",
    LookBackItem.Stands.NO: "成果未保持",
}


def inspections(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[Figure]]:
    """By kind of finding; how far it has been put right stands in the note."""
    rows = Finding.objects.filter(
        site__in=site_ids, visit__saved_at__isnull=False, found_on__range=(since, until)
    )
    lines: dict[tuple[UUID, str], list[Line]] = defaultdict(list)
    for f in rows.order_by("found_on", "id"):
        note = str(f.get_state_display())
        lines[f.site_id, f.kind].append(Line(str(f.found_on), f.text, "", note, ("finding", str(f.pk))))
    return _figures("inspection", lines, {str(k): name for k, name in KINDS.items()}, "个")


def look_backs(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[Figure]]:
    """Reported results that were looked at again: they stand, in part, or not."""
    rows = LookBackItem.objects.filter(line__site__in=site_ids, line__looked_on__range=(since, until))
    lines: dict[tuple[UUID, str], list[Line]] = defaultdict(list)
    for item in rows.exclude(stands="").select_related("line").order_by("line__looked_on", "place", "id"):
        note = "；".join(filter(None, (item.reported, item.note)))
        ref = ("look_back", str(item.line_id))
        lines[item.line.site_id, item.stands].append(
            Line(str(item.line.looked_on), item.title, "", note, ref)
        )
    return _figures("look_back", lines, {str(k): name for k, name in STANDS.items()}, "项")


def _figures(
    source: str, lines: dict[tuple[UUID, str], list[Line]], names: dict[str, str], measure: str
) -> dict[UUID, list[Figure]]:
    found: dict[UUID, list[Figure]] = defaultdict(list)
    for kind, name in names.items():
        for (site, of_kind), own in lines.items():
            if of_kind == kind:
                found[site].append(Figure(f"{source}.{kind}", name, measure, str(len(own)), None, own))
    return found


register(Source.INSPECTION, inspections)
register(Source.LOOK_BACK, look_backs)
