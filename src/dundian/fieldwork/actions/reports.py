"""Reports: drafted from logs or combined from accepted ones, submitted with frozen figures, countersigned, answered."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Campaign
from dundian.campaign.queries import Rule, report_rule
from dundian.fieldwork import drafting
from dundian.fieldwork.access import may_countersign
from dundian.fieldwork.models import Report, ReportEvent
from dundian.fieldwork.periods import Period, combined_periods, period_of
from dundian.fieldwork.queries import gathering, reports
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment, Unit
from dundian.planning.models import Dispatch, Team

State = Report.State
OPEN = (State.DRAFT, State.RETURNED)


def _new(campaign: Campaign, rule: Rule, period: Period, unit: Unit, team: Team | None = None) -> Report:
    site = team.site if team else None
    return Report(
        campaign=campaign,
        team=team,
        site=site,
        unit=unit,
        desk=reports.desk_of(campaign, rule, site, unit),
        kind=rule.kind,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=period.due_on,
        parts=list(rule.parts),
        countersign=rule.countersign if team else rule.gather_countersign,
    )


def _fill(report: Report, texts: Mapping[str, str]) -> None:
    for name, text in texts.items():
        setattr(report, name, text)
    report.drafted = dict(texts)


@transaction.atomic
def draft_report(*, team: Team, kind: str, starts_on: date, ends_on: date, actor: Actor) -> Report:
    """The team's report for the period, drafted from its logs; one that is there already is given back as it stands.

    The period must be one of the dispatch (see `periods`): `starts_on` its first day, `ends_on` not beyond its last.
    """
    if team.site is None:
        raise Invalid(_("This team has no site."))
    unit = team.site.unit
    appointment = actor.require("draft", "report", unit, _("Reports are written by the team at the site."))
    dispatch = Dispatch.objects.select_for_update().filter(team=team).first()
    rule = _rule(team.campaign, kind)
    period = period_of(rule, starts_on, dispatch.starts_on, dispatch.ends_on) if dispatch else None
    if period is None or not period.starts_on <= ends_on <= period.ends_on:
        raise Invalid(_("The team's dispatch has no such period to report on."))
    if period.starts_on > clock.today():
        raise Invalid(_("This period has not begun yet."))
    stored = Report.objects.filter(team=team, kind=kind, starts_on=starts_on).first()
    if stored:
        return stored
    report = _new(team.campaign, rule, period, unit, team)
    _fill(report, reports.draft_for(team.site, period.starts_on, period.ends_on, rule.parts))
    report.save(force_insert=True)
    record(actor=actor, verb="draft", noun="report", obj=report, unit=unit, appointment=appointment)
    return report


def _rule(campaign: Campaign, kind: str) -> Rule:
    if kind not in Report.Kind.values:
        raise Invalid(_("There is no such kind of report."))
    return report_rule(campaign, kind)


@transaction.atomic
def gather_report(*, campaign: Campaign, unit: Unit, kind: str, starts_on: date, actor: Actor) -> Report:
    """The combined report of a federation, drafted from what its teams and the levels beneath had accepted.

    One that is there already is given back as it stands.
    """
    appointment = actor.require(
        "gather", "report", unit, _("Reports are combined by the federation's office.")
    )
    campaign = Campaign.locked(campaign.pk)
    rule = _rule(campaign, kind)
    if not gathering.gathers(campaign, unit, rule):
        raise Invalid(_("The campaign does not ask this federation for a combined report of this kind."))
    spans = combined_periods(rule, campaign.starts_on, campaign.ends_on)
    period = next((p for p in spans if p.starts_on == starts_on), None)
    if period is None or period.starts_on > clock.today():
        raise Invalid(_("The campaign has no such period, or it has not begun yet."))
    stored = Report.objects.filter(
        campaign=campaign, unit=unit, team=None, kind=kind, starts_on=starts_on
    ).first()
    if stored:
        return stored
    ready = gathering.gathering(campaign, unit, rule, period.starts_on, period.ends_on).ready
    if not ready:
        raise Invalid(_("No report of this period has been accepted yet; there is nothing to combine."))
    report = _new(campaign, rule, period, unit)
    _fill(report, drafting.combine(ready, rule.parts))
    report.save(force_insert=True)
    report.sources.set(ready)
    detail = {"sources": len(ready)}
    record(
        actor=actor,
        verb="gather",
        noun="report",
        obj=report,
        unit=unit,
        appointment=appointment,
        detail=detail,
    )
    return report


def _require_writer(actor: Actor, report: Report) -> Appointment | None:
    if report.is_combined:
        return actor.require(
            "gather", "report", report.unit, _("Reports are combined by the federation's office.")
        )
    return actor.require("draft", "report", report.unit, _("Reports are written by the team at the site."))


@dataclass
class Redrafted:
    """A report after a new draft came in, with the lines that came and went, by part."""

    report: Report
    came: dict[str, list[str]] = field(default_factory=dict)
    gone: dict[str, list[str]] = field(default_factory=dict)

    @property
    def lines(self) -> int:
        return sum(map(len, self.came.values())) + sum(map(len, self.gone.values()))


@transaction.atomic
def redraft_report(*, report: Report, version: int, actor: Actor) -> Redrafted:
    """Take in what was logged, corrected or accepted since the last draft; what a person wrote stays as it is."""
    appointment = _require_writer(actor, report)
    stored = Report.locked(report.pk, version)
    _require_open(stored)
    fresh = gathering.fresh_texts(stored)
    if stored.is_combined:
        stored.sources.set(gathering.ready_for(stored))
    done = Redrafted(stored)
    for name, text in fresh.items():
        merged = drafting.merge(stored.drafted.get(name, ""), getattr(stored, name), text)
        setattr(stored, name, merged.text)
        if merged.came:
            done.came[name] = merged.came
        if merged.gone:
            done.gone[name] = merged.gone
    stored.drafted = fresh
    stored.touch()
    detail = {"lines": done.lines}
    record(
        actor=actor,
        verb="redraft",
        noun="report",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    return done


@transaction.atomic
def save_report(
    *,
    report: Report,
    version: int,
    body: str,
    actor: Actor,
    problems: str | None = None,
    next_steps: str | None = None,
    experience: str | None = None,
) -> Report:
    """Change the texts of a draft or a returned report; a part that is None stays as it is."""
    appointment = _require_writer(actor, report)
    stored = Report.locked(report.pk, version)
    _require_open(stored)
    given = {"body": body, "problems": problems, "next_steps": next_steps, "experience": experience}
    texts = {name: clean_text(text) for name, text in given.items() if text is not None}
    most = drafting.LONGEST_COMBINED if stored.is_combined else drafting.LONGEST
    long = {
        name: _("At most %(most)s characters.") % {"most": f"{most:,}"}
        for name, text in texts.items()
        if len(text) > most
    }
    if long:
        raise Invalid(long)
    if all(getattr(stored, name) == text for name, text in texts.items()):
        return stored
    for name, text in texts.items():
        setattr(stored, name, text)
    stored.touch(*texts)
    record(actor=actor, verb="save", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


def _require_open(report: Report) -> None:
    if report.state not in OPEN:
        raise Refused(_("This report has been submitted; it can be changed when it is returned."))


@transaction.atomic
def submit_report(*, report: Report, version: int, actor: Actor) -> Report:
    """Send the report up; its figures are frozen as they stand now."""
    if report.is_combined:
        appointment = _require_writer(actor, report)
    else:
        why = _("The team leader submits the report.")
        appointment = actor.require("submit", "report", report.unit, why)
    stored = Report.locked(report.pk, version)
    _require_open(stored)
    if not stored.body:
        raise Invalid({"body": _("Say what was done before submitting.")})
    stored.figures = reports.figures_to_show(stored)
    stored.submitted_at, stored.signed_at = clock.now(), None
    _move(stored, State.SUBMITTED, "", actor)
    record(actor=actor, verb="submit", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


def _move(report: Report, state: Report.State, note: str, actor: Actor) -> None:
    report.state = state
    report.touch()
    ReportEvent.objects.create(report=report, state=state, note=note, by=actor.user, at=clock.now())


def _judged(report: Report, note: str, version: int | None, actor: Actor) -> tuple[Report, str]:
    stored = Report.locked(report.pk)
    if stored.state != State.SUBMITTED:
        raise Invalid(_("This report is not waiting for an answer any more."))
    if version is not None and version != stored.version:
        raise Conflict(stored)
    submitted = stored.events.filter(state=State.SUBMITTED).last()
    if submitted and submitted.by_id == actor.user.pk:
        raise Refused(_("Whoever submitted a report does not answer it."))
    note = clean_line(note)
    if len(note) > 500:
        raise Invalid({"note": _("At most 500 characters.")})
    return stored, note


def _require_answerer(actor: Actor, report: Report) -> Appointment | None:
    """A team's report is answered by the office and the leader over the site, a combined one by the level above."""
    if report.is_combined and report.desk:
        why = _("A combined report is answered by the office of %(unit)s.") % {"unit": report.desk}
        return actor.require("accept", "report", report.desk, why)
    return actor.require(
        "accept", "report", report.unit, _("Reports are answered by the office and the leader in charge.")
    )


@transaction.atomic
def return_report(*, report: Report, reason: str, actor: Actor, version: int | None = None) -> Report:
    """Give the report back with a reason. `version` is the one that was read."""
    appointment = _require_answerer(actor, report)
    stored, reason = _judged(report, reason, version, actor)
    if not reason:
        raise Invalid({"note": _("Say why it is returned.")})
    _move(stored, State.RETURNED, reason, actor)
    record(actor=actor, verb="return", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


@transaction.atomic
def countersign_report(*, report: Report, note: str, actor: Actor, version: int | None = None) -> Report:
    """Add the signature that the campaign's rule asks for before the report may be accepted."""
    if not may_countersign(actor, report):
        raise Refused(
            _("This report is countersigned by: %(who)s.") % {"who": report.get_countersign_display()}
        )
    stored, note = _judged(report, note, version, actor)
    if stored.signed_at:
        raise Invalid(_("This report has been countersigned already."))
    stored.signed_at = clock.now()
    stored.touch()
    ReportEvent.objects.create(
        report=stored, state=ReportEvent.SIGNED, note=note, by=actor.user, at=stored.signed_at
    )
    record(actor=actor, verb="countersign", noun="report", obj=stored, unit=stored.unit)
    return stored


@transaction.atomic
def accept_report(*, report: Report, note: str, actor: Actor, version: int | None = None) -> Report:
    """Accept the report; it does not change any more. `version` is the one that was read."""
    appointment = _require_answerer(actor, report)
    stored, note = _judged(report, note, version, actor)
    if stored.countersign and not stored.signed_at:
        who = {"who": stored.get_countersign_display()}
        raise Invalid(_("It waits for a signature first: %(who)s.") % who)
    _move(stored, State.ACCEPTED, note, actor)
    record(actor=actor, verb="accept", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


def may_answer(actor: Actor, report: Report, events: Sequence[Any] = ()) -> bool:
    """Whether to offer the buttons of an answer."""
    if report.state != State.SUBMITTED:
        return False
    over = report.desk if report.is_combined and report.desk else report.unit
    sent = next((e for e in reversed(events) if e.state == State.SUBMITTED), None)
    return actor.can("accept", "report", over) and not (sent and sent.by_id == actor.user.pk)
