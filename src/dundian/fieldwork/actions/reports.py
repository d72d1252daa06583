"""Reports: drafted from the logs, submitted with frozen figures, returned with a reason or accepted."""

from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.fieldwork import drafting
from dundian.fieldwork.models import Report, ReportEvent
from dundian.fieldwork.periods import period_of
from dundian.fieldwork.queries import draft_for
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.planning.models import Dispatch, Team

State = Report.State
OPEN = (State.DRAFT, State.RETURNED)


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
    period = period_of(kind, starts_on, dispatch.starts_on, dispatch.ends_on) if dispatch else None
    if period is None or not period.starts_on <= ends_on <= period.ends_on:
        raise Invalid(_("The team's dispatch has no such period to report on."))
    if period.starts_on > clock.today():
        raise Invalid(_("This period has not begun yet."))
    stored = Report.objects.filter(team=team, kind=kind, starts_on=starts_on).first()
    if stored:
        return stored
    texts = draft_for(team.site, period.starts_on, period.ends_on)
    report = Report.objects.create(
        campaign_id=team.campaign_id,
        team=team,
        site=team.site,
        unit=unit,
        kind=kind,
        starts_on=period.starts_on,
        ends_on=period.ends_on,
        due_on=period.due_on,
        body=texts.body,
        problems=texts.problems,
        next_steps=texts.next_steps,
    )
    record(actor=actor, verb="draft", noun="report", obj=report, unit=unit, appointment=appointment)
    return report


@transaction.atomic
def save_report(
    *, report: Report, version: int, body: str, problems: str, next_steps: str, actor: Actor
) -> Report:
    """Change the texts of a draft or a returned report."""
    appointment = actor.require(
        "draft", "report", report.unit, _("Reports are written by the team at the site.")
    )
    stored = Report.locked(report.pk, version)
    _require_open(stored)
    texts = {"body": clean_text(body), "problems": clean_text(problems), "next_steps": clean_text(next_steps)}
    long = {
        name: _("At most 20,000 characters.") for name, text in texts.items() if len(text) > drafting.LONGEST
    }
    if long:
        raise Invalid(long)
    if all(getattr(stored, name) == text for name, text in texts.items()):
        return stored
    stored.body, stored.problems, stored.next_steps = texts["body"], texts["problems"], texts["next_steps"]
    stored.touch("body", "problems", "next_steps")
    record(actor=actor, verb="save", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


def _require_open(report: Report) -> None:
    if report.state not in OPEN:
        raise Refused(_("This report has been submitted; it can be changed when it is returned."))


@transaction.atomic
def submit_report(*, report: Report, version: int, actor: Actor) -> Report:
    """Send the report up; its figures are frozen as they stand now."""
    appointment = actor.require("submit", "report", report.unit, _("The team leader submits the report."))
    stored = Report.locked(report.pk, version)
    _require_open(stored)
    if not stored.body:
        raise Invalid({"body": _("Say what was done before submitting.")})
    stored.figures = drafting.figures_of(stored.site, stored.starts_on, stored.ends_on)
    stored.submitted_at = clock.now()
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


@transaction.atomic
def return_report(*, report: Report, reason: str, actor: Actor, version: int | None = None) -> Report:
    """Give the report back to the team with a reason. `version` is the one that was read."""
    why = _("Reports are answered by the office and the leader in charge.")
    appointment = actor.require("accept", "report", report.unit, why)
    stored, reason = _judged(report, reason, version, actor)
    if not reason:
        raise Invalid({"note": _("Say why it is returned.")})
    _move(stored, State.RETURNED, reason, actor)
    record(actor=actor, verb="return", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored


@transaction.atomic
def accept_report(*, report: Report, note: str, actor: Actor, version: int | None = None) -> Report:
    """Accept the report; it does not change any more. `version` is the one that was read."""
    why = _("Reports are answered by the office and the leader in charge.")
    appointment = actor.require("accept", "report", report.unit, why)
    stored, note = _judged(report, note, version, actor)
    _move(stored, State.ACCEPTED, note, actor)
    record(actor=actor, verb="accept", noun="report", obj=stored, unit=stored.unit, appointment=appointment)
    return stored
