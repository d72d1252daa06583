"""The bulletin (通报) on a draw's visits, drafted from what was saved; the report of a look-back."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from dundian.kernel import clock
from dundian.oversight.models import Bulletin, Draw, Finding, LookBack, LookBackItem, Visit
from dundian.oversight.queries.results import standing_of
from dundian.ui.formats import day_in_words

K = Finding.Kind
NUMERALS = "一二三"
HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、[^。；：]{1,40}")


def bulletin_draft(draw: Draw) -> dict[str, Any]:
    """Title, addressees and text for whoever edits it: what was done, what is worth spreading, what is to be mended."""
    visits = list(
        draw.visits.filter(state=Visit.State.SAVED).select_related("unit").order_by("visited_on", "id")
    )
    findings = list(
        Finding.objects.filter(visit__draw=draw).select_related("unit", "owner").order_by("unit__place", "id")
    )
    by_kind = [
        (_("What is worth spreading"), [f for f in findings if f.kind == K.GOOD]),
        (_("What was settled on the spot"), [f for f in findings if f.kind == K.NOTE]),
        (_("What is to be put right"), [f for f in findings if f.kind == K.MEND]),
    ]
    kept = [(heading, found) for heading, found in by_kind if found]
    chapters = [
        _basics(draw, visits),
        *(
            line
            for numeral, (heading, found) in zip(NUMERALS, kept, strict=False)
            for line in _chapter(f"{numeral}、{heading}", found)
        ),
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
    opening: list[str] = []
    chapters: list[dict[str, Any]] = []
    for line in (line.strip() for line in bulletin.text.splitlines() if line.strip()):
        if HEADING.fullmatch(line):
            chapters.append({"heading": line, "paragraphs": []})
        else:
            (chapters[-1]["paragraphs"] if chapters else opening).append(line)
    return {"addressees": bulletin.addressees, "paragraphs": opening, "chapters": chapters}


def look_back_letter(look_back: LookBack) -> dict[str, Any]:
    """The facts of the template `dossier`, to be printed at any time: what was reported and what stands of it."""
    return {
        "title": look_back.title,
        "subtitle": f"（{look_back.get_state_display()}）",
        "blocks": _blocks(look_back),
        "signed_by": look_back.unit.name,
        "signed_on": localdate(look_back.closed_at) if look_back.closed_at else clock.today(),
    }


def look_back_report(look_back: LookBack) -> dict[str, Any]:
    """The fields of the kind `look_back_report`."""
    told = {"unit": look_back.unit.name, "title": look_back.title}
    return {
        "organ": look_back.unit.name,
        "title": _("Report of %(unit)s on %(title)s") % told,
        "blocks": _blocks(look_back),
    }


def _blocks(look_back: LookBack) -> list[dict[str, Any]]:
    """What was reported, what stands of it, what does not, and the conclusion."""
    lines = look_back.lines.all()
    seen = lines.exclude(looked_on=None).count()
    chosen = _("sampled by a committed draw") if look_back.draw_id else _("all of them")
    basics = _("%(campaign)s: %(seen)d of %(whole)d sites (%(chosen)s) were looked at.") % {
        "campaign": look_back.campaign,
        "seen": seen,
        "whole": lines.count(),
        "chosen": chosen,
    }
    blocks = [_block(_("I. What was looked at"), [basics]), _standing(look_back), _fallen(look_back)]
    if look_back.conclusion:
        blocks.append(_block(_("IV. Conclusion"), look_back.conclusion.splitlines()))
    return blocks


def _block(
    heading: str, paragraphs: list[str], head: Sequence[str] = (), rows: Sequence[Sequence[str]] = ()
) -> dict[str, Any]:
    return {"heading": heading, "paragraphs": paragraphs, "head": head, "rows": rows}


def _standing(look_back: LookBack) -> dict[str, Any]:
    head = [
        _("Kind of result"),
        _("Reported"),
        _("Looked at"),
        _("Stands, in part, does not"),
    ]
    rows = [
        [row.label, str(row.whole), str(row.seen), f"{row.yes} / {row.partly} / {row.no}"]
        for row in standing_of(look_back)
    ]
    return _block(_("II. What was reported and what stands"), [], head, rows)


def _fallen(look_back: LookBack) -> dict[str, Any]:
    """What does not stand, or in part, site by site."""
    items = LookBackItem.objects.filter(line__look_back=look_back).exclude(
        stands__in=("", LookBackItem.Stands.YES)
    )
    head = [_("Site"), _("Reported result"), _("What does not stand"), _("Stands?")]
    rows = [
        [
            str(item.line.unit),
            f"{item.title}（{item.reported.rstrip('。')}）",
            item.note,
            item.get_stands_display(),
        ]
        for item in items.select_related("line__unit").order_by("line__unit__place", "line_id", "place")
    ]
    nothing = [] if rows else [_("Everything that was looked at stands.")]
    return _block(_("III. What stands in part or not"), nothing, head, rows)
