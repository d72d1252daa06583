"""Keeping the roll-ups: the marked federations' months are added up again from the rows.

One job at a time, so that none writes an older sum over a newer one; marks and sums go in one transaction, so that a
killed job leaves both as they were. A mark that is committed while the job runs stays for the next run.
"""

from datetime import date

from django.db import connection, transaction

LOCK = 0x7A11
BATCH = 400

_TAKE = """
DELETE FROM insight_dirty WHERE (unit_id, month) IN (
    SELECT unit_id, month FROM insight_dirty WHERE month IS NOT NULL GROUP BY 1, 2 ORDER BY min(id) LIMIT %s)
RETURNING unit_id, month
"""
_TAKE_WHOLE = "DELETE FROM insight_dirty WHERE month IS NULL RETURNING unit_id"

# The units whose nearest federation is one of those taken: themselves, and down from them until the next federations.
_MINE = """
CREATE TEMP TABLE mine ON COMMIT DROP AS
WITH RECURSIVE near AS (
    SELECT id AS unit_id, id AS federation FROM org_unit
    WHERE id = ANY(%(units)s) AND kind IN ('province', 'prefecture', 'county')
    UNION ALL SELECT u.id, near.federation FROM org_unit u JOIN near ON u.parent_id = near.unit_id
    WHERE u.kind NOT IN ('province', 'prefecture', 'county'))
SELECT unit_id, federation FROM near
"""

_ADD = """
INSERT INTO insight_tally (unit_id, campaign_id, measure, key, "union", by_day, "on", n, amount)
WITH pairs AS MATERIALIZED (
    SELECT * FROM unnest(%(units)s::bigint[], %(firsts)s::date[], %(lasts)s::date[]) AS p(federation, first, last)),
logs AS MATERIALIZED (
    SELECT l.id, m.federation, l.campaign_id, s.kind, l."on", date_trunc('month', l."on")::date AS month, l.people_met
    FROM pairs p JOIN mine m USING (federation)
    JOIN fieldwork_worklog l ON l.unit_id = m.unit_id AND l."on" BETWEEN p.first AND p.last
    JOIN campaign_site s ON s.id = l.site_id),
raised AS MATERIALIZED (
    SELECT m.federation, c.campaign_id, u.kind, c.raised_on AS "on", date_trunc('month', c.raised_on)::date AS month,
        c.topic, c.people
    FROM pairs p JOIN mine m USING (federation) JOIN org_unit u ON u.id = m.unit_id
    JOIN concerns_concern c ON c.unit_id = m.unit_id AND c.raised_on BETWEEN p.first AND p.last),
closed AS MATERIALIZED (
    SELECT m.federation, c.campaign_id, c.closed_on AS "on", date_trunc('month', c.closed_on)::date AS month
    FROM pairs p JOIN mine m USING (federation)
    JOIN concerns_concern c ON c.unit_id = m.unit_id AND c.step = 'closed' AND c.closed_on BETWEEN p.first AND p.last),
tasks AS MATERIALIZED (
    SELECT m.federation, t.campaign_id, s.kind, date_trunc('month', t.due_on)::date AS month, t.state
    FROM pairs p JOIN mine m USING (federation)
    JOIN fieldwork_task t ON t.unit_id = m.unit_id AND t.due_on BETWEEN p.first AND p.last
    JOIN campaign_site s ON s.id = t.site_id),
aims AS MATERIALIZED (
    SELECT m.federation, t.campaign_id, s.kind, t.indicator_id, t.site_id, max(t.target) AS top
    FROM pairs p JOIN mine m USING (federation) JOIN fieldwork_task t ON t.unit_id = m.unit_id
    JOIN campaign_site s ON s.id = t.site_id
    WHERE p.first = date '0001-01-01' AND t.indicator_id IS NOT NULL GROUP BY 1, 2, 3, 4, 5)
SELECT federation, campaign_id, 'log', '', coalesce(kind, ''), "on" IS NOT NULL, coalesce("on", month), count(*),
    sum(people_met)
    FROM logs GROUP BY federation, campaign_id, GROUPING SETS (("on"), (month), (month, kind))
UNION ALL SELECT federation, campaign_id, 'result', f.indicator_id::text, coalesce(kind, ''), "on" IS NOT NULL,
    coalesce("on", month), count(*), sum(f.amount)
    FROM logs JOIN fieldwork_logfigure f ON f.log_id = logs.id
    GROUP BY federation, campaign_id, f.indicator_id, GROUPING SETS (("on"), (month), (month, kind))
UNION ALL SELECT federation, campaign_id, 'raised', coalesce(topic, ''), coalesce(kind, ''), "on" IS NOT NULL,
    coalesce("on", month), count(*), sum(people)
    FROM raised GROUP BY federation, campaign_id, GROUPING SETS (("on"), (month), (month, kind), (month, topic))
UNION ALL SELECT federation, campaign_id, 'closed', '', '', "on" IS NOT NULL, coalesce("on", month), count(*), 0
    FROM closed GROUP BY federation, campaign_id, GROUPING SETS (("on"), (month))
UNION ALL SELECT federation, campaign_id, 'task', '', coalesce(kind, ''), false, month, count(*),
    count(*) FILTER (WHERE state = 'done')
    FROM tasks GROUP BY federation, campaign_id, month, GROUPING SETS ((), (kind))
UNION ALL SELECT federation, campaign_id, 'open', '', coalesce(kind, ''), false, month, count(*), 0
    FROM tasks WHERE state <> 'done' GROUP BY federation, campaign_id, month, GROUPING SETS ((), (kind))
UNION ALL SELECT federation, campaign_id, 'aim', indicator_id::text, coalesce(kind, ''), false, date '0001-01-01',
    count(top), coalesce(sum(top), 0)
    FROM aims GROUP BY federation, campaign_id, indicator_id, GROUPING SETS ((), (kind))
"""
EARLIEST, LATEST = date.min, date.max


def tally_up(*, batch: int = BATCH) -> int:
    """Add up what is marked, batch by batch; returns how many federations' months were done."""
    done = 0
    while taken := _one_batch(batch):
        done += taken
    return done


@transaction.atomic
def _one_batch(batch: int) -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [LOCK])
        cursor.execute(_TAKE_WHOLE)
        whole = sorted({row[0] for row in cursor.fetchall()})
        cursor.execute(_TAKE, [batch])
        months = sorted({(row[0], row[1]) for row in cursor.fetchall() if row[0] not in whole})
        if not whole and not months:
            return 0
        spans = [(unit, EARLIEST, LATEST) for unit in whole]
        spans += [(unit, first, _month_end(first)) for unit, first in months]
        columns = dict(zip(("units", "firsts", "lasts"), map(list, zip(*spans, strict=True)), strict=True))
        cursor.execute(
            "DELETE FROM insight_tally t USING unnest(%(units)s::bigint[], %(firsts)s::date[], %(lasts)s::date[]) "
            'AS p(unit, first, last) WHERE t.unit_id = p.unit AND t."on" BETWEEN p.first AND p.last',
            columns,
        )
        cursor.execute(_MINE, columns)
        cursor.execute("ANALYZE mine")
        cursor.execute(_ADD, columns)
        cursor.execute("DROP TABLE mine")
        return len(spans)


def _month_end(first: date) -> date:
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1) if first.year < 9999 else LATEST
    return date.fromordinal(following.toordinal() - 1)
