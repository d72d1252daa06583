"""Task sets and indicators: drafted, published, revised as a new edition, adopted."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.access import require_change, require_keep
from dundian.campaign.models import Campaign, Indicator, TaskSet, TaskSetItem
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.kernel.order import find_circle
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Unit

LONGEST = 250
COPIED = (
    "place", "name", "content", "indicator_id", "target", "due_after_days", "suggested", "fixed_on", "before_end",
    "takes_days", "weight", "evidence", "key",
)  # fmt: skip


@dataclass(frozen=True)
class ItemLine:
    """One line of a task set as a form sends it; without a name it is open, for the federation to fill.

    `after`: numbers of the lines it comes after, counted from 1. `key` ties it to the same line of other editions.
    """

    name: str = ""
    content: str = ""
    indicator: Indicator | None = None
    target: Decimal | None = None
    due_after_days: int | None = None
    suggested: bool = False
    fixed_on: date | None = None
    before_end: int | None = None
    takes_days: int = 5
    weight: int = 10
    evidence: str = ""
    after: tuple[int, ...] = ()
    key: UUID | None = None


@transaction.atomic
def create_indicator(
    *,
    unit: Unit,
    code: str,
    name: str,
    measure: str,
    actor: Actor,
    decimals: int = 0,
    place: int | None = None,
) -> Indicator:
    """A counted result of the federation, used beneath it too. `place` orders; last when left out."""
    by = require_keep(actor, "indicator", unit)
    if place is None:
        place = (Indicator.objects.filter(unit=unit).aggregate(last=Max("place"))["last"] or 0) + 1
    indicator = Indicator(unit=unit, code=clean_line(code), place=place)
    _fill_indicator(indicator, name=name, measure=measure, decimals=decimals)
    if not 1 <= len(indicator.code) <= 40:
        raise Invalid({"code": _("The code has 1 to 40 characters.")})
    try:
        with transaction.atomic():
            indicator.save(force_insert=True)
    except IntegrityError as fault:
        raise Invalid(
            {"code": _("%(unit)s already has an indicator with this code.") % {"unit": unit}}
        ) from fault
    record(actor=actor, verb="create", noun="indicator", obj=indicator, unit=unit, appointment=by)
    return indicator


def _fill_indicator(indicator: Indicator, *, name: str, measure: str, decimals: int) -> None:
    indicator.name, indicator.measure, indicator.decimals = clean_line(name), clean_line(measure), decimals
    if not 1 <= len(indicator.name) <= 40:
        raise Invalid({"name": _("The name has 1 to 40 characters.")})
    if not 1 <= len(indicator.measure) <= 10:
        raise Invalid({"measure": _("The unit of measure has 1 to 10 characters.")})
    if decimals not in (0, 1, 2):
        raise Invalid({"decimals": _("0, 1 or 2 decimals.")})


@transaction.atomic
def edit_indicator(
    *,
    indicator: Indicator,
    version: int | None,
    name: str,
    measure: str,
    decimals: int,
    place: int,
    in_use: bool,
    actor: Actor,
) -> Indicator:
    """Change how an indicator reads; its code stays, and past figures with it."""
    by = require_keep(actor, "indicator", indicator.unit)
    indicator = Indicator.locked(indicator.pk, version)
    _fill_indicator(indicator, name=name, measure=measure, decimals=decimals)
    indicator.place, indicator.in_use = place, in_use
    indicator.touch()
    detail = {"name": indicator.name, "measure": measure, "in_use": in_use}
    record(
        actor=actor,
        verb="edit",
        noun="indicator",
        obj=indicator,
        unit=indicator.unit,
        appointment=by,
        detail=detail,
    )
    return indicator


@transaction.atomic
def create_task_set(
    *, unit: Unit, name: str, year: int, actor: Actor, source: str = "", items: Sequence[ItemLine] = ()
) -> TaskSet:
    """A draft template of the federation for a year."""
    by = require_keep(actor, "task_set", unit)
    task_set = TaskSet(unit=unit, name=clean_line(name), year=year, source=clean_line(source)[:200])
    if not 1 <= len(task_set.name) <= 60:
        raise Invalid({"name": _("The name has 1 to 60 characters.")})
    if not 2000 <= year <= 2100:
        raise Invalid({"year": _("The year lies between 2000 and 2100.")})
    if TaskSet.objects.filter(unit=unit, name=task_set.name, year=year).exists():
        words = {"unit": unit, "year": year}
        raise Invalid(
            {"name": _("%(unit)s already has a task set of this name for %(year)s; revise that one.") % words}
        )
    task_set.save(force_insert=True)
    _set_items(task_set, items)
    record(
        actor=actor,
        verb="create",
        noun="task_set",
        obj=task_set,
        unit=unit,
        appointment=by,
        detail={"year": year},
    )
    return task_set


def _set_items(task_set: TaskSet, items: Sequence[ItemLine]) -> None:
    if len(items) > 100:
        raise Invalid(_("A task set has at most 100 lines."))
    made = [_item(task_set, place, line) for place, line in enumerate(items)]
    _check_order(items)
    seen: set[UUID] = set()
    for item in made:  # a key that was sent twice stays with the first line
        if item.key in seen:
            item.key = new_id()
        seen.add(item.key)
    task_set.items.all().delete()
    TaskSetItem.objects.bulk_create(made)
    _tie(made, {place: line.after for place, line in enumerate(items)})


def _check_order(items: Sequence[ItemLine]) -> None:
    """Lines come after other lines that exist, and never after each other in a circle."""
    for place, line in enumerate(items):
        for number in line.after:
            if not 1 <= number <= len(items) or number == place + 1:
                message = _("Line %(n)d cannot be what this one comes after.") % {"n": number}
                raise Invalid({f"items-{place}-after": message})
    circle = find_circle({str(n): [str(a) for a in line.after] for n, line in enumerate(items, 1)})
    if circle:
        message = _("These lines wait for each other: %(circle)s.") % {"circle": " → ".join(circle)}
        raise Invalid({f"items-{int(circle[0]) - 1}-after": message})


def _tie(made: Sequence[TaskSetItem], after: Mapping[int, Iterable[int]]) -> None:
    """Store which line comes after which; numbers count from 1."""
    through = TaskSetItem.after.through
    through.objects.bulk_create(
        through(from_tasksetitem_id=made[place].pk, to_tasksetitem_id=made[number - 1].pk)
        for place, numbers in after.items()
        for number in sorted(set(numbers))
    )


def _item(task_set: TaskSet, place: int, line: ItemLine) -> TaskSetItem:
    name, where = clean_line(line.name), f"items-{place}-"
    if len(name) > 100:
        raise Invalid({f"{where}name": _("The name has at most 100 characters.")})
    if line.indicator and not task_set.unit.is_within(line.indicator.unit.path):
        raise Invalid(
            {f"{where}indicator": _("This indicator is not used at %(unit)s.") % {"unit": task_set.unit}}
        )
    if line.target is not None and line.indicator is None:
        raise Invalid({f"{where}indicator": _("A target needs an indicator that counts it.")})
    if line.target is not None and line.target < 0:
        raise Invalid({f"{where}target": _("A target is not negative.")})
    if line.fixed_on and line.before_end is not None:
        raise Invalid({f"{where}before_end": _("Give a date or a number of days before the end, not both.")})
    if not 1 <= line.takes_days <= LONGEST:
        raise Invalid({f"{where}takes_days": _("A step takes 1 to 250 working days.")})
    if not 0 <= line.weight <= 100:
        raise Invalid({f"{where}weight": _("A weight lies between 0 and 100.")})
    return TaskSetItem(
        key=line.key or new_id(),
        fixed_on=line.fixed_on,
        before_end=line.before_end,
        takes_days=line.takes_days,
        weight=line.weight,
        evidence=clean_line(line.evidence)[:200],
        task_set=task_set,
        place=place,
        name=name,
        content=clean_text(line.content),
        indicator=line.indicator,
        target=line.target,
        due_after_days=line.due_after_days,
        suggested=line.suggested,
    )


def _locked_draft(task_set: TaskSet, version: int | None = None) -> TaskSet:
    task_set = TaskSet.locked(task_set.pk, version)
    if task_set.state != TaskSet.State.DRAFT:
        raise Invalid(_("A published task set never changes; make a new edition."))
    return task_set


@transaction.atomic
def edit_task_set(
    *, task_set: TaskSet, version: int | None, source: str, items: Sequence[ItemLine], actor: Actor
) -> TaskSet:
    """Replace the lines of a draft. Messages are keyed `items-<n>-<field>`."""
    require_keep(actor, "task_set", task_set.unit)
    task_set = _locked_draft(task_set, version)
    task_set.source = clean_line(source)[:200]
    _set_items(task_set, items)
    task_set.touch("source")
    _note("edit", task_set, actor, lines=len(items))
    return task_set


def _note(verb: str, task_set: TaskSet, actor: Actor, **detail: Any) -> None:
    by = actor.appointment_for("change", "task_set", task_set.unit)
    record(
        actor=actor,
        verb=verb,
        noun="task_set",
        obj=task_set,
        unit=task_set.unit,
        appointment=by,
        detail=detail,
    )


@transaction.atomic
def publish_task_set(*, task_set: TaskSet, actor: Actor) -> TaskSet:
    """From now on it never changes; campaigns may adopt it."""
    require_keep(actor, "task_set", task_set.unit)
    task_set = _locked_draft(task_set)
    if not task_set.items.exists():
        raise Invalid(_("A task set without lines is not published."))
    task_set.state = TaskSet.State.PUBLISHED
    task_set.touch("state")
    _note("publish", task_set, actor, edition=task_set.edition)
    return task_set


@transaction.atomic
def revise_task_set(*, task_set: TaskSet, actor: Actor) -> TaskSet:
    """A draft of the next edition, as a copy; one draft at a time."""
    require_keep(actor, "task_set", task_set.unit)
    same = TaskSet.objects.filter(unit=task_set.unit_id, name=task_set.name, year=task_set.year)
    newest = same.select_for_update().order_by("-edition")[0]
    if newest.state == TaskSet.State.DRAFT:
        raise Invalid(_("Edition %(n)d is still a draft; go on with that one.") % {"n": newest.edition})
    made = TaskSet(unit=task_set.unit, name=task_set.name, year=task_set.year, source=task_set.source)
    made.edition = newest.edition + 1
    made.save(force_insert=True)
    old = list(task_set.items.prefetch_related("after"))
    copies = TaskSetItem.objects.bulk_create(
        TaskSetItem(task_set=made, **{name: getattr(item, name) for name in COPIED}) for item in old
    )
    number = {item.pk: n for n, item in enumerate(old, 1)}
    _tie(copies, {n: [number[a.pk] for a in item.after.all()] for n, item in enumerate(old)})
    _note("revise", made, actor, copied_from=task_set.edition)
    return made


@transaction.atomic
def retire_task_set(*, task_set: TaskSet, actor: Actor) -> TaskSet:
    """Not to be adopted any more; campaigns that have it keep it."""
    require_keep(actor, "task_set", task_set.unit)
    task_set = TaskSet.locked(task_set.pk)
    if task_set.state != TaskSet.State.PUBLISHED:
        raise Invalid(_("Only a published task set is retired."))
    task_set.state = TaskSet.State.RETIRED
    task_set.touch("state")
    _note("retire", task_set, actor)
    return task_set


@transaction.atomic
def discard_task_set(*, task_set: TaskSet, actor: Actor) -> None:
    """Throw a draft away."""
    require_keep(actor, "task_set", task_set.unit)
    task_set = _locked_draft(task_set)
    _note("discard", task_set, actor, edition=task_set.edition)
    task_set.delete()


@transaction.atomic
def adopt_task_sets(*, campaign: Campaign, task_sets: Sequence[TaskSet], actor: Actor) -> None:
    """These published task sets, of the federation or from above, make the tasks of each site."""
    campaign = Campaign.locked(campaign.pk)
    by = require_change(actor, campaign)
    kept = set(campaign.task_sets.values_list("pk", flat=True))
    for task_set in task_sets:
        if not campaign.unit.is_within(task_set.unit.path):
            raise Invalid(
                {
                    "task_sets": _("“%(name)s” is not used at %(unit)s.")
                    % {"name": task_set, "unit": campaign.unit}
                }
            )
        if task_set.state != TaskSet.State.PUBLISHED and task_set.pk not in kept:
            raise Invalid({"task_sets": _("“%(name)s” is not published.") % {"name": task_set}})
    campaign.task_sets.set(task_sets)
    detail = {"task_sets": [str(t) for t in task_sets]}
    record(
        actor=actor,
        verb="adopt",
        noun="campaign",
        obj=campaign,
        unit=campaign.unit,
        appointment=by,
        detail=detail,
    )
