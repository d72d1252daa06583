"""What the logs' figures say about the tasks: one statement."""

from collections.abc import Iterable
from uuid import UUID

from django.db import connection
from django.db.models import Q

from dundian.fieldwork.models import Task
from dundian.kernel import clock

# `LEAST` keeps an absurd sum inside the column; a task declared done by a person stays done.
_RECOMPUTE = """
UPDATE fieldwork_task AS t SET progress = s.reached, updated_at = %(now)s, state = s.state,
    done_on = CASE WHEN s.state <> 'done' THEN NULL WHEN t.by_word THEN t.done_on ELSE s.last_on END
FROM (
    SELECT k.id, LEAST(COALESCE(f.total, 0), 9999999999.99) AS reached, f.last_on,
        CASE WHEN k.by_word OR f.total >= k.target THEN 'done'
            WHEN f.total > 0 OR EXISTS (SELECT FROM fieldwork_worklog_tasks m WHERE m.task_id = k.id) THEN 'doing'
            ELSE 'todo' END AS state
    FROM fieldwork_task k
    LEFT JOIN LATERAL (
        SELECT sum(g.amount) AS total, max(l.on) AS last_on
        FROM fieldwork_worklog l JOIN fieldwork_logfigure g ON g.log_id = l.id
        WHERE l.site_id = k.site_id AND g.indicator_id = k.indicator_id
    ) f ON true
    WHERE k.id = ANY(%(tasks)s)
) s
WHERE t.id = s.id AND (t.progress, t.state, t.done_on) IS DISTINCT FROM (
    s.reached, s.state, CASE WHEN s.state <> 'done' THEN NULL WHEN t.by_word THEN t.done_on ELSE s.last_on END)
"""


def recompute(*, site_id: UUID, indicators: Iterable[UUID] | None = None, tasks: Iterable[UUID] = ()) -> None:
    """Set progress, state and day of completion of the site's counted tasks (all, or those with `indicators`),
    and of `tasks`. A line that moved a task puts it under way, counted or not.

    The tasks are locked first: a statement sees what was committed before it began, so whoever comes second counts
    both.
    """
    counted = Q(indicator__isnull=False) if indicators is None else Q(indicator__in=list(indicators))
    rows = Task.objects.filter(counted | Q(pk__in=list(tasks)), site_id=site_id)
    ids = list(rows.order_by("id").select_for_update(of=("self",)).values_list("id", flat=True))
    if not ids:
        return
    with connection.cursor() as cursor:
        cursor.execute(_RECOMPUTE, {"now": clock.now(), "tasks": ids})
