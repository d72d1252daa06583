"""Work logs: written on site, corrected by their author or the team leader; every figure moves the tasks at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Indicator, Site
from dundian.fieldwork import access
from dundian.fieldwork import photos as photo_store
from dundian.fieldwork.ledger import concern_lines
from dundian.fieldwork.models import LogFigure, Report, Task, WorkLog
from dundian.fieldwork.progress import recompute
from dundian.fieldwork.signals import ConcernRaised, log_changed, log_dropped, log_recorded
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.kernel.once import one_at_a_time
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Appointment, Person
from dundian.planning.models import Dispatch

LONGEST = 2000
MOST_AMOUNT = Decimal("999999.99")
MOST_CONCERNS = 10
MOST_TASKS = 20


@dataclass
class Line:
    """What a log says, checked."""

    on: date
    activities: list[str]
    text: str
    people_met: int
    figures: dict[Indicator, Decimal] = field(default_factory=dict)
    tasks: list[Task] = field(default_factory=list)
    evidence: str = ""


def _day_fault(dispatch: Dispatch | None, on: date) -> str:
    if dispatch is None:
        return _("No team has been sent to this site yet.")
    if on > clock.today():
        return _("This day has not come yet. A log is written on the day or after.")
    if not dispatch.starts_on <= on <= dispatch.ends_on:
        return _("The team is at this site from %(start)s to %(end)s; the day lies outside.") % {
            "start": f"{dispatch.starts_on:%Y-%m-%d}",
            "end": f"{dispatch.ends_on:%Y-%m-%d}",
        }
    return ""


def _figure_fault(site: Site, indicator: Indicator, amount: Decimal) -> str:
    if not site.unit.is_within(indicator.unit.path):
        return _("This indicator belongs to another federation.")
    if not amount.is_finite() or not 0 <= amount <= MOST_AMOUNT:
        return _("A count lies between 0 and 999,999.")
    if amount != round(amount, min(indicator.decimals, 2)):
        return _("%(indicator)s takes at most %(places)d decimals.") % {
            "indicator": indicator.name,
            "places": min(indicator.decimals, 2),
        }
    return ""


def _task_fault(site: Site, tasks: Sequence[Task]) -> str:
    if any(task.site_id != site.pk for task in tasks):
        return _("A log moves tasks of its own site only.")
    if len(tasks) > MOST_TASKS:
        return _("At most %(count)d tasks a log.") % {"count": MOST_TASKS}
    return ""


def _word_faults(line: Line) -> dict[str, str]:
    wrong: dict[str, str] = {}
    order = list(WorkLog.Activity.values)
    if len(line.text) > LONGEST:
        wrong["text"] = _("At most 2,000 characters.")
    if set(line.activities) - set(order):
        wrong["activities"] = _("Choose from the list.")
    line.activities = [a for a in order if a in line.activities]
    if not line.activities and not line.text:
        wrong["activities"] = _("Tick what was done, or say it in a sentence.")
    if len(line.evidence) > 200:
        wrong["evidence"] = _("At most 200 characters.")
    return wrong


def _checked(site: Site, line: Line, day_fault: str) -> Line:
    line.text, line.evidence = clean_text(line.text), clean_line(line.evidence)
    line.tasks = list({task.pk: task for task in line.tasks}.values())
    wrong = _word_faults(line)
    if day_fault:
        wrong["on"] = day_fault
    if fault := _task_fault(site, line.tasks):
        wrong["tasks"] = fault
    if not 0 <= line.people_met <= 100_000:
        wrong["people_met"] = _("A count lies between 0 and 100,000.")
    for indicator, amount in line.figures.items():
        if fault := _figure_fault(site, indicator, amount):
            wrong[f"figure_{indicator.pk}"] = fault
    line.figures = {indicator: amount for indicator, amount in line.figures.items() if amount}
    if wrong:
        raise Invalid(wrong)
    return line


def _checked_concerns(concerns: Sequence[ConcernRaised]) -> list[ConcernRaised]:
    if len(concerns) > MOST_CONCERNS:
        raise Invalid({"concerns": _("At most ten concerns a log.")})
    checked = []
    for one in concerns:
        text = clean_text(one.text)
        if not text or len(text) > LONGEST:
            raise Invalid({"concerns": _("A concern needs a text of at most 2,000 characters.")})
        if not 1 <= one.people <= 100_000:
            raise Invalid({"concerns": _("A concern is about at least one worker.")})
        checked.append(
            ConcernRaised(
                text,
                one.kind,
                one.topic,
                one.people,
                clean_line(one.reporter)[:40],
                clean_line(one.contact)[:60],
                one.id,
            )
        )
    return checked


def _author(actor: Actor) -> Person:
    if actor.person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    return actor.person


@transaction.atomic
def write_log(
    *,
    site: Site,
    on: date,
    activities: Iterable[str],
    text: str,
    actor: Actor,
    people_met: int = 0,
    figures: Mapping[Indicator, Decimal] | None = None,
    tasks: Sequence[Task] = (),
    evidence: str = "",
    concerns: Sequence[ConcernRaised] = (),
    photos: Sequence[Any] = (),
    id: UUID | None = None,
) -> WorkLog:
    """Record a day's work; `tasks` are those of the site that it moved.

    With an `id` that is there already by the same author, nothing happens twice.
    """
    appointment = actor.require(
        "add", "log", site.unit, _("Logs are written by those stationed at the site.")
    )
    author = _author(actor)
    if id:
        one_at_a_time(id)
        if stored := WorkLog.objects.filter(pk=id).first():
            if stored.author_id != author.pk or stored.site_id != site.pk:
                raise Invalid(_("This log number is taken."))
            return stored
    said = Line(on, list(activities), text, people_met, dict(figures or {}), list(tasks), evidence)
    line = _checked(site, said, _day_fault(_dispatch_of(site), on))
    return _stored(id or new_id(), site, line, _checked_concerns(concerns), photos, appointment, actor)


def _dispatch_of(site: Site) -> Dispatch | None:
    return Dispatch.objects.filter(team__site=site).first()


def _stored(
    id: UUID,
    site: Site,
    line: Line,
    raised: list[ConcernRaised],
    photos: Sequence[Any],
    appointment: Appointment | None,
    actor: Actor,
) -> WorkLog:
    """Write what has been checked, and let everything that counts from logs follow."""
    log = WorkLog.objects.create(
        id=id,
        campaign_id=site.campaign_id,
        site=site,
        unit=site.unit,
        team=getattr(site, "team", None),
        author=_author(actor),
        on=line.on,
        activities=line.activities,
        text=line.text,
        people_met=line.people_met,
        evidence=line.evidence,
    )
    LogFigure.objects.bulk_create(LogFigure(log=log, indicator=i, amount=a) for i, a in line.figures.items())
    if line.tasks:
        log.tasks.add(*line.tasks)
    if photos:
        photo_store.keep(log, photos)
    detail = {
        "on": line.on,
        "activities": line.activities,
        "figures": len(line.figures),
        "tasks": len(line.tasks),
        "concerns": len(raised),
    }
    record(
        actor=actor, verb="write", noun="log", obj=log, unit=site.unit, appointment=appointment, detail=detail
    )
    recompute(site_id=site.pk, indicators=[i.pk for i in line.figures], tasks=[t.pk for t in line.tasks])
    log_recorded.send(WorkLog, log=log, concerns=raised, actor=actor)
    return log


@transaction.atomic
def write_return_log(
    *,
    site: Site,
    after: date,
    on: date,
    activities: Iterable[str],
    text: str,
    appointment: Appointment | None,
    actor: Actor,
    people_met: int = 0,
    figures: Mapping[Indicator, Decimal] | None = None,
    evidence: str = "",
    concerns: Sequence[ConcernRaised] = (),
    photos: Sequence[Any] = (),
    id: UUID | None = None,
) -> WorkLog:
    """Record a return visit, made `after` the dispatch: a log like any other, save that no task waits for it.

    Whose visit it is, the room that keeps them has checked.
    """
    line = Line(on, list(activities), text, people_met, dict(figures or {}), evidence=evidence)
    fault = ""
    if on > clock.today():
        fault = _("This day has not come yet. A log is written on the day or after.")
    elif on <= after:
        fault = _("A return visit comes after the dispatch, which ended on %(day)s.") % {"day": after}
    line = _checked(site, line, fault)
    if id is not None and WorkLog.objects.filter(pk=id).exists():
        raise Invalid(_("This log number is taken."))
    return _stored(id or new_id(), site, line, _checked_concerns(concerns), photos, appointment, actor)


@transaction.atomic
def change_log(
    *,
    log: WorkLog,
    version: int,
    on: date,
    activities: Iterable[str],
    text: str,
    actor: Actor,
    people_met: int = 0,
    figures: Mapping[Indicator, Decimal] | None = None,
    tasks: Sequence[Task] | None = None,
    evidence: str | None = None,
    photos: Sequence[Any] = (),
    drop_photos: Sequence[str] = (),
) -> WorkLog:
    """Correct a log; `figures` are the log's figures from now on, and the tasks follow.

    `tasks` and `evidence` stay as they are when None.
    """
    appointment = access.require_correct(actor, log)
    stored = WorkLog.locked(log.pk, version)
    before = {f.indicator_id: f.amount for f in stored.figures.all()}
    moved = {task.pk: task for task in stored.tasks.all()}
    said = Line(on, list(activities), text, people_met, dict(figures or {}))
    said.tasks = list(moved.values() if tasks is None else tasks)
    said.evidence = stored.evidence if evidence is None else evidence
    line = _checked(stored.site, said, _day_fault(_dispatch_of(stored.site), on))
    names = ("on", "activities", "text", "people_met", "evidence")
    values = {name: getattr(line, name) for name in names}
    after = {i.pk: a for i, a in line.figures.items()}
    changed = [name for name, value in values.items() if getattr(stored, name) != value]
    if before != after:
        changed.append("figures")
    now_moved = {task.pk for task in line.tasks}
    if now_moved != moved.keys():
        changed.append("tasks")
    for name, value in values.items():
        setattr(stored, name, value)
    stored.touch()
    if before != after:
        stored.figures.all().delete()
        LogFigure.objects.bulk_create(
            LogFigure(log=stored, indicator_id=i, amount=a) for i, a in after.items()
        )
    stored.tasks.set(line.tasks)
    unused = photo_store.drop(stored, drop_photos)
    photo_store.keep(stored, photos)
    detail = {"fields": changed, "photos_added": len(photos), "photos_dropped": len(drop_photos)}
    record(
        actor=actor,
        verb="change",
        noun="log",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    if {"figures", "on", "tasks"} & set(changed):
        both = before.keys() | after.keys()
        recompute(site_id=stored.site_id, indicators=both, tasks=moved.keys() ^ now_moved)
    log_changed.send(WorkLog, log=stored, actor=actor)
    for name in unused:
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]
    return stored


def _accepted_over(log: WorkLog) -> bool:
    """Whether a report that was accepted tells of the log's day."""
    accepted = Report.objects.filter(site=log.site_id, state=Report.State.ACCEPTED)
    return accepted.filter(starts_on__lte=log.on, ends_on__gte=log.on).exists()


@transaction.atomic
def delete_log(*, log: WorkLog, reason: str, actor: Actor, version: int | None = None) -> None:
    """Take back a log of one's own, with a reason; tasks and figures follow.

    Refused once an accepted report tells of its day or a concern was raised in it: then it is corrected instead.
    """
    why = _("A log is taken back by its author only.")
    appointment = actor.require("add", "log", log.unit, why)
    if actor.person is None or log.author_id != actor.person.pk:
        raise Refused(why)
    stored = WorkLog.locked(log.pk, version)
    reason = clean_line(reason)
    if not 1 <= len(reason) <= 200:
        raise Invalid({"reason": _("Say in 1 to 200 characters why the log is taken back.")})
    if _accepted_over(stored):
        raise Invalid(
            _("An accepted report tells of this day: correct the log instead, the difference is shown.")
        )
    lines = concern_lines([stored.site_id], stored.on, clock.today()).get(stored.site_id, ())
    if any(line.log_id == stored.pk for line in lines):
        raise Invalid(_("A concern was raised in this log: correct the log instead."))
    log_dropped.send(WorkLog, log=stored, actor=actor)
    indicators = list(stored.figures.values_list("indicator", flat=True))
    moved = list(stored.tasks.values_list("pk", flat=True))
    unused = photo_store.drop(stored, [str(pk) for pk in stored.photos.values_list("pk", flat=True)])
    detail = {"on": stored.on, "reason": reason, "figures": len(indicators), "photos_dropped": len(unused)}
    record(
        actor=actor,
        verb="delete",
        noun="log",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    stored.delete()
    recompute(site_id=log.site_id, indicators=indicators, tasks=moved)
    for name in unused:
        transaction.on_commit(lambda name=name: default_storage.delete(name))  # type: ignore[misc]
