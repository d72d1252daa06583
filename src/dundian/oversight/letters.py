"""The bulletin (通报) on a draw's visits: drafted from what was saved, then printed."""

from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from dundian.oversight.models import Bulletin, Draw, Finding, Visit
from dundian.ui.formats import day_in_words

K = Finding.Kind


def bulletin_draft(draw: Draw) -> dict[str, Any]:
    """Title, addressees and text for whoever edits it: what was done, what is worth spreading, what is to be mended."""
    visits = list(
        draw.visits.filter(state=Visit.State.SAVED).select_related("unit").order_by("visited_on", "id")
    )
    findings = list(
        Finding.objects.filter(visit__draw=draw).select_related("unit", "owner").order_by("unit__place", "id")
    )
    chapters = [
        _basics(draw, visits),
        *_chapter(_("I. What is worth spreading"), [f for f in findings if f.kind == K.GOOD]),
        *_chapter(_("II. What was settled on the spot"), [f for f in findings if f.kind == K.NOTE]),
        *_chapter(_("III. What is to be put right"), [f for f in findings if f.kind == K.MEND]),
        _(
            "The units concerned put these matters right one by one within the time set and hand in the proof."
        ),
    ]
    return {
        "title": _("Bulletin on the unannounced inspection of %(campaign)s") % {"campaign": draw.campaign},
        "addressees": _("All county federations and stationed teams"),
        "text": "\n".join(chapters),
    }


def _basics(draw: Draw, visits: list[Visit]) -> str:
    days = [v.visited_on for v in visits if v.visited_on]
    words = {
        "unit": draw.unit.name,
        "population": len(draw.frozen.get("population", ())),
        "drawn": len(draw.chosen),
        "visited": len(visits),
        "days": _span(days),
        "workers": sum(v.met_workers for v in visits),
    }
    return (
        _(
            "%(days)s: %(unit)s drew %(drawn)d of %(population)d sites at random, in layers, and "
            "went to %(visited)d of them unannounced, straight to the scene; %(workers)d workers were met."
        )
        % words
    )


def _span(days: list[date]) -> str:
    if not days:
        return "—"
    first, last = min(days), max(days)
    if first == last:
        return day_in_words(first)
    return _("%(since)s to %(until)s") % {"since": day_in_words(first), "until": day_in_words(last)}


def _chapter(heading: str, findings: list[Finding]) -> list[str]:
    if not findings:
        return []
    lines = [
        _("(%(n)d) %(unit)s: %(text)s") % {"n": n, "unit": f.unit, "text": _one_line(f)}
        for n, f in enumerate(findings, 1)
    ]
    return [heading, *lines]


def _one_line(finding: Finding) -> str:
    text = " ".join(finding.text.split())
    if finding.kind != K.MEND or finding.due_on is None:
        return text
    return _("%(text)s (to be put right by %(day)s)") % {
        "text": text.rstrip("。"),
        "day": day_in_words(finding.due_on),
    }


def bulletin_context(bulletin: Bulletin) -> dict[str, Any]:
    """The fields of the kind `inspection_bulletin`."""
    lines = [line.strip() for line in bulletin.text.splitlines() if line.strip()]
    return {"addressees": bulletin.addressees, "paragraphs": lines}
