"""Lines for ledger and report."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from uuid import UUID

from dundian.concerns.models import Concern
from dundian.fieldwork.ledger import ConcernLine


def ledger_lines(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[ConcernLine]]:
    """Concerns of sites raised in a period, for ledger and report: matter and outcome, never the reporter."""
    rows = Concern.objects.filter(site__in=site_ids, raised_on__range=(since, until)).order_by(
        "raised_on", "id"
    )
    found: dict[UUID, list[ConcernLine]] = defaultdict(list)
    for c in rows:
        result = str(c.get_outcome_display() if c.outcome else c.get_step_display())
        if c.site_id:
            found[c.site_id].append(ConcernLine(c.raised_on, c.text, result, c.workers_word, c.log_id))
    return found
