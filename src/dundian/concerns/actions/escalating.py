"""What was not done in time is shown to the offices above, one step after the other."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from dundian.audit_trail.actions import record
from dundian.concerns import queries
from dundian.concerns.models import Concern, Escalation, HandlingRule
from dundian.kernel import calendar, clock
from dundian.org.access import SYSTEM
from dundian.org.models import Unit

AT_ONCE = 200


def is_quiet(rule: HandlingRule, moment: datetime) -> bool:
    """Whether notices rest at this moment; the span may go over midnight."""
    now = timezone.localtime(moment).time()
    if rule.quiet_from <= rule.quiet_until:
        return rule.quiet_from <= now < rule.quiet_until
    return now >= rule.quiet_from or now < rule.quiet_until


def escalate_overdue() -> int:
    """A row for each broken limit and each office that should know by now; how many are new. Run as often as you
    like: nothing is told twice, and nothing at night."""
    moment, made = clock.now(), 0
    above, rules = queries.Offices(), queries.Rules()
    for matter in Escalation.Matter:
        batch: list[queries.Broken] = []
        for broken in queries.broken_limits(matter, moment):
            batch.append(broken)
            if len(batch) == AT_ONCE:
                made += _tell(batch, matter, moment, above, rules)
                batch = []
        made += _tell(batch, matter, moment, above, rules)
    return made


@transaction.atomic
def _tell(
    batch: "list[queries.Broken]",
    matter: Escalation.Matter,
    moment: datetime,
    above: "queries.Offices",
    rules: "queries.Rules",
) -> int:
    ids = [b.concern.pk for b in batch]
    known = set(
        Escalation.objects.filter(concern__in=ids, matter=matter).values_list("concern", "due_at", "to")
    )
    made = 0
    for broken in batch:
        rule = rules.of(broken.concern.unit)
        if is_quiet(rule, moment):
            continue
        late = calendar.current().hours_between(broken.due_at, moment)
        steps = 1 + int(late // rule.escalate_every)
        for office in above.over(broken.at)[:steps]:
            if (broken.concern.pk, broken.due_at, office.pk) not in known:
                made += _row(broken.concern, matter, broken.due_at, office, moment)
    return made


def _row(concern: Concern, matter: str, due_at: datetime, to: Unit, moment: datetime) -> int:
    row, made = Escalation.objects.get_or_create(
        concern=concern, matter=matter, due_at=due_at, to=to, defaults={"at": moment}
    )
    if made:
        detail = {"matter": row.matter, "to": to.pk}
        record(actor=SYSTEM, verb="escalate", noun="concern", obj=concern, unit=concern.unit, detail=detail)
    return int(made)
