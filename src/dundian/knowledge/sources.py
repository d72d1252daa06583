"""What a practice is drafted from: a settled concern, a work log, a confirmed issue; people are left out."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.concerns.models import Concern, Issue
from dundian.concerns.queries import steps_taken, worked_out
from dundian.fieldwork.models import WorkLog
from dundian.knowledge.likeness import industry_of
from dundian.knowledge.texts import without_people
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.planning.models import Candidate
from dundian.ui.formats import number


@dataclass
class Source:
    """Where a draft comes from: the first values of its form, and the rows it is tied to."""

    unit: Unit | None = None
    site: Site | None = None
    concern: Concern | None = None
    log: WorkLog | None = None
    issue: Issue | None = None
    label: str = ""
    initial: dict[str, Any] = field(default_factory=dict)

    @property
    def tied(self) -> dict[str, Any]:
        """What `draft_practice` takes."""
        return {"site": self.site, "concern": self.concern, "log": self.log, "issue": self.issue}


def survey_of(site: Site | None) -> Candidate | None:
    return Candidate.objects.filter(campaign=site.campaign_id, unit=site.unit_id).first() if site else None


def _place(site: Site | None, unit: Unit) -> dict[str, Any]:
    """What the site or the unit tells about which others are like it."""
    survey = survey_of(site)
    return {
        "kind": site.kind if site else unit.kind if not unit.is_federation else "",
        "industry": industry_of(unit.name),
        "weaknesses": list(survey.weaknesses) if survey else [],
    }


def from_concern(actor: Actor, pk: UUID) -> Source | None:
    """A closed concern in sight; what its four steps say, without the people."""
    rows = Concern.objects.visible_to(actor).select_related("unit", "site", "campaign")
    concern = rows.filter(pk=pk).first()
    if concern is None or not concern.is_closed:
        return None
    written = {str(w.step): w for w in worked_out(steps_taken(concern))}

    def told(*steps: str) -> str:
        parts = [written[s].text for s in steps if s in written and written[s].text]
        return without_people("\n".join(parts))

    result = [str(concern.get_outcome_display()), concern.workers_word]
    return Source(
        concern.unit,
        concern.site,
        concern,
        label=_("Concern %(number)s") % {"number": concern.number},
        initial={
            **_place(concern.site, concern.unit),
            "title": "",
            "problem": without_people(concern.text),
            "approach": told("thought", "goal", "acted"),
            "result": without_people("\n".join(r for r in result if r)),
            "evidence": _("Concern %(number)s, closed on %(day)s")
            % {"number": concern.number, "day": concern.closed_on},
            "categories": [concern.category] if concern.category else [],
        },
    )  # fmt: skip


def from_log(actor: Actor, pk: UUID) -> Source | None:
    """A work log in sight."""
    log = WorkLog.objects.visible_to(actor).select_related("unit", "site").filter(pk=pk).first()
    if log is None:
        return None
    figures = log.figures.select_related("indicator")
    counted = "；".join(f"{f.indicator.name} {number(f.amount)} {f.indicator.measure}" for f in figures)
    return Source(
        log.unit,
        log.site,
        log=log,
        label=_("Work log of %(day)s") % {"day": log.on},
        initial={
            **_place(log.site, log.unit),
            "approach": without_people(log.text),
            "result": counted,
            "evidence": "；".join(t for t in (_("Work log of %(day)s") % {"day": log.on}, log.evidence) if t),
        },
    )


def from_issue(actor: Actor, pk: UUID) -> Source | None:
    """A confirmed or settled issue in sight: goal, measures and common answer."""
    rows = Issue.objects.visible_to(actor).filter(state__in=Issue.DECIDED).select_related("unit")
    issue = rows.filter(pk=pk).first()
    if issue is None:
        return None
    seen = Concern.objects.visible_to(actor).filter(memberships__issue=issue, memberships__out=False)
    codes = sorted(set(seen.exclude(category="").values_list("category", flat=True)[:200]))[:5]
    return Source(
        issue.unit,
        issue=issue,
        label=_("Issue “%(name)s”") % {"name": issue},
        initial={
            "title": issue.name,
            "problem": without_people(issue.name + (f"\n{issue.goal}" if issue.goal else "")),
            "approach": without_people(issue.measures),
            "result": without_people(issue.answer),
            "evidence": _("%(n)d concerns of this issue") % {"n": seen.count()},
            "categories": codes,
        },
    )


FROM = {"concern": from_concern, "log": from_log, "issue": from_issue}
