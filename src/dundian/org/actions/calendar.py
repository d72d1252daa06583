"""The working calendar: a day marked, a year entered, the hours set. One table for the whole installation."""

from collections.abc import Sequence
from datetime import date, time
from itertools import pairwise
from uuid import uuid4

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel import calendar
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import Day, Edition, WorkingHours, Year
from dundian.kernel.seeds import SOURCE, published_days, published_years
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Appointment, Unit

FIRST, LAST = 2000, 2100
Marked = tuple[date, bool, str]


def calendar_keeper(actor: Actor) -> Appointment | None:
    """The appointment by which this person keeps the calendar: of the system administrator or office at the top."""
    able = [
        a for a in actor.appointments if a.unit.parent_id is None and actor.can("change", "calendar", a.unit)
    ]
    return min(able, key=lambda a: a.deputy_for_id is not None) if able else None


def require_calendar_keeper(actor: Actor) -> Appointment | None:
    """As `calendar_keeper`, or `Refused`; None for the operator at the command line."""
    if actor.signature is None:
        return None
    found = calendar_keeper(actor)
    if found is None:
        raise Refused(
            _("The calendar is kept by the system administrator and the office of the top federation.")
        )
    return found


def _note(actor: Actor, by: Appointment | None, **detail: object) -> None:
    Edition.objects.update_or_create(only=True, defaults={"stamp": uuid4()})
    calendar.forget()
    unit = by.unit if by else Unit.objects.filter(parent=None).order_by("id").first()
    record(actor=actor, verb="change", noun="calendar", unit=unit, appointment=by, detail=detail)


def _locked() -> None:
    """One change after the other."""
    Edition.objects.get_or_create(only=True)
    Edition.objects.select_for_update().get()


def _put(day: date, works: bool, name: str) -> bool:
    """Store what the day is; a day that is what its weekday says leaves the table. Returns whether anything changed."""
    if works == (day.weekday() < 5):
        return bool(Day.objects.filter(day=day).delete()[0])
    name = clean_line(name)[:40]
    stored = Day.objects.filter(day=day).first()
    if stored and (stored.works, stored.name) == (works, name):
        return False
    Day.objects.update_or_create(day=day, defaults={"works": works, "name": name})
    return True


def _sensible(day: date) -> None:
    if not FIRST <= day.year <= LAST:
        raise Invalid({"day": _("The year lies between 2000 and 2100.")})


@transaction.atomic
def mark_day(*, day: date, works: bool, actor: Actor, name: str = "") -> None:
    """Say whether a day is worked; a day marked as its weekday says is an ordinary day again."""
    by = require_calendar_keeper(actor)
    _sensible(day)
    _locked()
    if _put(day, works, name):
        state = _("worked") if works else _("off")
        _note(actor, by, on=day.isoformat(), state=state)


@transaction.atomic
def enter_days(*, days: Sequence[Marked], actor: Actor, source: str = "") -> int:
    """Enter many days; their years count as published from now on. Returns how many days changed."""
    by = require_calendar_keeper(actor)
    if not days:
        raise Invalid({"days": _("There is no day in this.")})
    for day, _works, _name in days:
        _sensible(day)
    _locked()
    changed = sum(_put(*marked) for marked in days)
    years = sorted({day.year for day, _works, _name in days})
    made = _publish(years, source)
    if changed or made:
        _note(actor, by, years=years, days=changed)
    return changed


def _publish(years: Sequence[int], source: str) -> int:
    known = set(Year.objects.values_list("year", flat=True))
    fresh = [Year(year=year, source=clean_line(source)[:200]) for year in years if year not in known]
    Year.objects.bulk_create(fresh, ignore_conflicts=True)
    return len(fresh)


def loadable_years() -> list[int]:
    """Years whose published table comes with the program but is not in the calendar yet."""
    return sorted(set(published_years()) - set(Year.objects.values_list("year", flat=True)))


@transaction.atomic
def load_years(*, actor: Actor) -> list[int]:
    """Take in the published tables that come with the program and are not there yet."""
    years = loadable_years()
    days = [marked for year in years for marked in published_days(year)]
    if days:
        enter_days(days=days, actor=actor, source=SOURCE)
    else:
        require_calendar_keeper(actor)
    return years


@transaction.atomic
def set_hours(*, spans: Sequence[tuple[time, time]], actor: Actor) -> None:
    """The working hours of every working day, one to four stretches that do not overlap."""
    by = require_calendar_keeper(actor)
    spans = sorted(spans)
    if not 1 <= len(spans) <= 4:
        raise Invalid(_("One to four stretches of working time."))
    if any(start >= end for start, end in spans):
        raise Invalid(_("A stretch of working time ends after it begins."))
    if any(a[1] > b[0] for a, b in pairwise(spans)):
        raise Invalid(_("The stretches overlap."))
    _locked()
    WorkingHours.objects.all().delete()
    WorkingHours.objects.bulk_create(WorkingHours(starts_at=a, ends_at=b) for a, b in spans)
    _note(actor, by, hours="、".join(f"{a:%H:%M}–{b:%H:%M}" for a, b in spans))
