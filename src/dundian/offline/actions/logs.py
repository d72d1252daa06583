"""Log lines from the phone."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _

from dundian.campaign.models import Indicator
from dundian.concerns.models import Concern
from dundian.fieldwork.access import require_correct
from dundian.fieldwork.actions.logs import change_log, write_log
from dundian.fieldwork.models import Task, WorkLog
from dundian.fieldwork.signals import ConcernRaised
from dundian.kernel.errors import Invalid
from dundian.offline.actions.commands import Command, Differs, differing, not_here, site_of
from dundian.offline.merging import Edit, merge
from dundian.offline.queries.values import FIGURE, figure_text, log_values
from dundian.offline.reading import Fields, as_amount, as_uuid
from dundian.org.access import Actor

MOST_FIGURES = 40
MOST_TASKS = 20
MOST_CONCERNS = 10
MOST_ACTIVITIES = 20
PLAIN = ("on", "activities", "text", "people_met", "evidence", "tasks")


def write(command: Command) -> None:
    """A day's line, under the id that the phone gave it."""
    fields = Fields(command.fields)
    site_id, on = fields.uuid("site"), fields.day("on")
    activities, text = _activities(fields), fields.text("text")
    people_met, evidence = fields.count("people_met"), fields.line("evidence")
    figures = _figures(fields, dict(fields.pairs("figures", MOST_FIGURES)))
    tasks = _tasks(fields, fields.items("tasks", MOST_TASKS))
    concerns = [_concern(fields, one) for one in fields.items("concerns", MOST_CONCERNS)]
    fields.done()
    site, actor = site_of(command, site_id, _no_site())
    with said_as_on_the_phone():
        write_log(
            id=command.record,
            site=site,
            on=on,
            activities=activities,
            text=text,
            people_met=people_met,
            figures=figures,
            tasks=tasks,
            evidence=evidence,
            concerns=concerns,
            actor=actor,
        )


def change(command: Command) -> Differs | None:
    """Corrections by field; what somebody else corrected differently since is left to a person."""
    log, actor = log_of(command)
    fields = Fields(command.fields)
    edits = _edits(fields)
    fields.done()
    return merged(log, edits, actor)


def merged(log: WorkLog, edits: dict[str, Edit], actor: Actor) -> Differs | None:
    """Apply what can be applied to the locked log, and tell what differs."""
    require_correct(actor, log)
    stored = log_values(log)
    blank = {name: "" for name in edits if name.startswith(FIGURE)}
    result = merge(edits, {**blank, **stored})
    differs = differing(log, result, edits, stored) if result.differ else None
    if result.apply:
        _apply(log, {**stored, **result.apply}, actor)
    return differs


def _apply(log: WorkLog, values: dict[str, Any], actor: Actor) -> None:
    fields = Fields(values)
    amounts = {n.removeprefix(FIGURE): v for n, v in values.items() if n.startswith(FIGURE) and v}
    on, figures = fields.day("on"), _figures(fields, amounts)
    tasks = _tasks(fields, values["tasks"])
    fields.done()
    with said_as_on_the_phone():
        change_log(
            log=log,
            version=log.version,
            on=on,
            activities=values["activities"],
            text=values["text"],
            people_met=values["people_met"],
            figures=figures,
            tasks=tasks,
            evidence=values["evidence"],
            actor=actor,
        )


def log_of(command: Command, pk: UUID | None = None) -> tuple[WorkLog, Actor]:
    """The log, locked, when the person sees it, and who acts."""
    rows = WorkLog.objects.select_for_update(of=("self",)).select_related("unit", "site__unit")
    log = rows.filter(pk=pk or command.record).first()
    if log is None:
        raise not_here(_no_log())
    actor = command.actor(log.unit)
    if not actor.can("view", "log", log.unit):
        raise not_here(_no_log())
    return log, actor


class said_as_on_the_phone:
    """Messages about a figure come back under the name that the phone gave it."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: Any, fault: BaseException | None, _trace: Any) -> None:
        if isinstance(fault, Invalid):
            told = {
                f"{FIGURE}{name.removeprefix('figure_')}" if name.startswith("figure_") else name: text
                for name, text in fault.messages.items()
            }
            raise Invalid(told) from fault


def _no_site() -> str:
    return _("This site is not among yours.")


def _no_log() -> str:
    return _("This log line is not here, or not among those you see.")


def _activities(fields: Fields) -> list[str]:
    found = fields.items("activities", MOST_ACTIVITIES)
    if any(not isinstance(one, str) or one not in WorkLog.Activity.values for one in found):
        fields.wrong.setdefault("activities", _("Choose from the list."))
        return []
    return [a for a in WorkLog.Activity.values if a in found]


def _figures(fields: Fields, amounts: dict[str, Any]) -> dict[Indicator, Decimal]:
    """The counts by indicator; nothing is a count of 0."""
    read: dict[UUID, Decimal] = {}
    for name, value in amounts.items():
        pk, amount = as_uuid(name), Decimal(0) if value in (None, "") else as_amount(value)
        if pk is None or amount is None:
            fields.wrong[f"{FIGURE}{name[:40]}"] = _("This is no number.")
        else:
            read[pk] = amount
    found = {i.pk: i for i in Indicator.objects.filter(pk__in=read).select_related("unit")} if read else {}
    for pk in read.keys() - found.keys():
        fields.wrong[f"{FIGURE}{pk}"] = _("This names nothing that exists.")
    return {found[pk]: amount for pk, amount in read.items() if pk in found}


def _tasks(fields: Fields, ids: list[Any]) -> list[Task]:
    wanted = [as_uuid(one) for one in ids]
    found = {t.pk: t for t in Task.objects.filter(pk__in=[w for w in wanted if w])} if wanted else {}
    if any(one not in found for one in wanted):
        fields.wrong.setdefault("tasks", _("This names nothing that exists."))
    return [found[one] for one in wanted if one in found]


def _concern(fields: Fields, said: Any) -> ConcernRaised:
    one = Fields(said)
    found = ConcernRaised(
        text=one.text("text"),
        kind=one.choice("kind", Concern.Kind.values, "concern"),
        topic=one.choice("topic", Concern.Topic.values, "other"),
        people=one.count("people", 1),
        reporter=one.line("reporter"),
        contact=one.line("contact"),
        id=one.perhaps_uuid("id"),
    )
    if one.wrong:
        fields.wrong.setdefault("concerns", next(iter(one.wrong.values())))
    return found


def _edits(fields: Fields) -> dict[str, Edit]:
    """{field: (from, to)} as values that compare."""
    edits: dict[str, Edit] = {}
    for name, said in fields.pairs("changes", 60):
        if not (name in PLAIN or name.startswith(FIGURE)) or not isinstance(said, dict):
            fields.wrong[name[:60]] = _("This cannot be changed from a phone.")
            continue
        base, mine = (_normal(fields, name, said.get(side)) for side in ("from", "to"))
        edits[name] = Edit(base, mine)
    return edits


def _normal(fields: Fields, name: str, value: Any) -> Any:
    one = Fields({name: value})
    found: Any
    if name.startswith(FIGURE):
        amount = None if value in (None, "") else as_amount(value)
        if value not in (None, "") and amount is None:
            one.wrong[name[:60]] = _("This is no number.")
        found = figure_text(amount)
    elif name == "on":
        found = str(one.perhaps_day(name) or "")
    elif name == "activities":
        found = _activities(one)
    elif name == "people_met":
        found = one.count(name)
    elif name == "tasks":
        found = sorted(str(as_uuid(i) or i) for i in one.items(name, MOST_TASKS) if isinstance(i, str))
    else:
        found = one.line(name) if name == "evidence" else one.text(name)
    fields.wrong |= {k: v for k, v in one.wrong.items() if k not in fields.wrong}
    return found
