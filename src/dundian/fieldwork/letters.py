"""Reports, work plans and evidence on paper."""

from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from dundian.documents import press
from dundian.fieldwork.evidence import Evidence
from dundian.fieldwork.ledger import Ledger
from dundian.fieldwork.models import Report, WorkPlan
from dundian.fieldwork.queries import differences
from dundian.fieldwork.queries.plans import goals_of
from dundian.kernel import clock
from dundian.ui.formats import NULL, day, day_in_words, number


def report_letter(report: Report) -> bytes:
    """The report as .docx, with its figures: frozen ones when it was submitted, else today's."""
    return press.render("report", report_facts(report), unit=report.campaign.unit)


def report_facts(report: Report) -> dict[str, Any]:
    """The fields of the kind `report`, and its day."""
    signed: date = timezone.localdate(report.submitted_at) if report.submitted_at else clock.today()
    numbers = (_("I."), _("II."), _("III."), _("IV."))
    asked = [part for part in Report.TEXTS if part in report.parts]
    chapters = [
        (f"{number}{part.label}", getattr(report, part)) for number, part in zip(numbers, asked, strict=False)
    ]
    return {
        "title": _("%(whom)s, %(kind)s") % {"whom": report.of_whom, "kind": report.get_kind_display()},
        "subtitle": f"（{report.unit}，{day_in_words(report.starts_on)}—{day_in_words(report.ends_on)}）",
        "figures": [
            {
                "name": f"{line.name}（{line.measure}）",
                "amount": number(line.amount),
                "total": number(line.total),
                "target": number(line.target) if line.target is not None else NULL,
            }
            for line in (differences(report) if Report.Part.FIGURES in report.parts else ())
        ],
        "chapters": [
            {
                "heading": heading,
                "paragraphs": [line for line in text.splitlines() if line.strip()] or [_("None.")],
            }
            for heading, text in chapters
        ],
        "signed_by": str(report.of_whom),
        "signed_on": signed,
    }


def _lines(text: str) -> list[str]:
    return [line for line in text.splitlines() if line.strip()] or [_("None.")]


def _block(heading: str, paragraphs: list[str], head: Any = (), rows: Any = ()) -> dict[str, Any]:
    told = [[str(cell) for cell in row] for row in rows]
    return {"heading": heading, "paragraphs": paragraphs, "head": list(map(str, head)), "rows": told}


def plan_letter(plan: WorkPlan) -> bytes:
    """The work plan as .docx."""
    goals = [
        (
            n,
            line.goal.name,
            f"{line.goal.indicator.name} {number(line.goal.target)} {line.goal.indicator.measure}"
            if line.goal.indicator and line.goal.target is not None
            else NULL,
            line.goal.who or NULL,
        )
        for n, line in enumerate(goals_of(plan), 1)
    ]
    stages = [
        (stage.name, stage.content or NULL, f"{day(stage.starts_on)}—{day(stage.ends_on)}", stage.who or NULL)
        for stage in plan.stages.all()
    ]
    blocks = [
        _block(_("I.") + _("The site and its problems"), _lines(plan.situation)),
        _block(_("II.") + _("Aims"), _lines(plan.aims)),
        _block(_("III.") + _("Goals"), [], (_("No."), _("Goal"), _("Target"), _("Who does it")), goals),
        _block(
            _("IV.") + _("Stages"), [], (_("Stage"), _("What is done"), _("Days"), _("Who does it")), stages
        ),
        _block(_("V.") + _("Support needed"), _lines(plan.support)),
    ]
    signed = timezone.localdate(plan.submitted_at) if plan.submitted_at else clock.today()
    return press.render(
        "dossier",
        {
            "title": _("Work plan of %(team)s") % {"team": plan.team},
            "subtitle": f"（{plan.unit}）",
            "blocks": blocks,
            "signed_by": str(plan.team),
            "signed_on": signed,
        },
    )


def evidence_letter(evidence: Evidence) -> bytes:
    """The evidence file of a site as .docx: results, the lines behind each figure, concerns, reports."""
    results = [
        (f"{r.name}（{r.measure}）", r.why or NULL, number(r.reached), number(r.target) if r.target else NULL)
        for r in evidence.results
    ]
    blocks = [
        _block(_("I.") + _("Results"), [], (_("Indicator"), _("Tasks"), _("Reached"), _("Target")), results),
        *(
            _block(
                f"{r.name}（{number(r.reached)} {r.measure}）",
                [],
                (_("Day"), _("What happened"), _("Evidence"), _("Amount")),
                [(day(x.on), x.text, x.evidence or NULL, number(x.amount)) for x in r.lines],
            )
            for r in evidence.results
            if r.lines
        ),
        _block(
            _("II.") + _("Tasks finished"),
            [],
            (_("Day"), _("Task"), _("Result"), _("Owner")),
            [(day(t.done_on), t.name, t.result or NULL, t.owner or NULL) for t in evidence.tasks],
        ),
        _block(
            _("III.") + _("Workers’ concerns"),
            [] if evidence.concerns else [_("None.")],
            (_("Day"), _("The matter"), _("Result"), _("Workers’ word")),
            [(day(c.on), c.text, c.result or NULL, c.workers_word or NULL) for c in evidence.concerns],
        ),
        _block(
            _("IV.") + _("Reports"),
            [] if evidence.reports else [_("None.")],
            (_("Report"), _("Period"), _("Submitted"), _("State")),
            [
                (
                    r.get_kind_display(),
                    f"{day(r.starts_on)}—{day(r.ends_on)}",
                    day(r.submitted_at) if r.submitted_at else NULL,
                    r.get_state_display(),
                )
                for r in evidence.reports
            ],
        ),
    ]
    return press.render(
        "dossier",
        {
            "title": _("Evidence file of %(site)s") % {"site": evidence.site},
            "subtitle": f"（{day_in_words(evidence.since)}—{day_in_words(evidence.until)}）",
            "blocks": blocks,
            "signed_by": str(evidence.team or evidence.site),
            "signed_on": clock.today(),
        },
    )


def ledger_letter(ledger: Ledger) -> bytes:
    """The ledger of a site, a team or a cadre as .docx."""
    facts = ledger_facts(ledger)
    unit = getattr(ledger.subject, "campaign", None) and ledger.subject.campaign.unit  # type: ignore[union-attr]
    return press.render("ledger", {"number": "", "signed_on": clock.today(), **facts}, unit=unit)


def ledger_facts(ledger: Ledger) -> dict[str, Any]:
    """The fields of the kind `ledger`: a row for each span of time, its lines numbered."""
    return {
        "title": _("Performance ledger of %(subject)s") % {"subject": ledger.subject},
        "subtitle": f"（{day_in_words(ledger.since)}—{day_in_words(ledger.until)}）",
        "leading": "、".join(ledger.total.leading),
        "entries": [
            {
                "on": day(row.since) if row.since == row.until else f"{day(row.since)}\n至{day(row.until)}",
                "people": "、".join(row.cadres) or NULL,
                "time": row.time_on_site,
                "opinions": _numbered(row.opinions),
                "matters": "\n".join(row.matters) or NULL,
                "results": _numbered(row.results),
                "word": _numbered(row.words),
            }
            for row in ledger.rows
        ],
        "signed_by": str(ledger.subject),
    }


def _numbered(lines: list[str]) -> str:
    """One to a line, with numbers where there are several."""
    if len(lines) < 2:
        return "".join(lines) or NULL
    return "\n".join(f"{n}. {line}" for n, line in enumerate(lines, 1))
