"""The SQL of the wall: a few functions that read the session's reach, and one policy on each covered table.

`dundian_units` and its kind are asked once per statement and hashed; where the reach is everything, or a whole tree
that is the only one, they are not asked at all. Those that look past the wall (`SECURITY DEFINER`) do so because the
tables they read ask back.
"""

from collections.abc import Sequence

from dundian.config.wall.clauses import Clause

NAME = "dundian_reach"

_LOOKING_PAST = "SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp"


def _rows(name: str, of: str, body: str, *, estimate: int = 500, past: bool = False) -> str:
    """A function returning ids. PL/pgSQL keeps its plan for the session and hides it from the planner of the page."""
    return (
        f"CREATE OR REPLACE FUNCTION {name}() RETURNS SETOF {of} LANGUAGE plpgsql STABLE PARALLEL SAFE"
        f" ROWS {estimate} {_LOOKING_PAST if past else ''} AS $$ BEGIN RETURN QUERY {body}; END $$"
    )


AREAS = "unnest(string_to_array(current_setting('dundian.areas', true), ',')) AS area"
UNITS = "SELECT dundian_units()"
ALL = """
CREATE OR REPLACE FUNCTION dundian_all() RETURNS boolean LANGUAGE plpgsql STABLE PARALLEL SAFE AS $$
DECLARE areas text := coalesce(current_setting('dundian.areas', true), '');
BEGIN
    IF areas = '*' THEN RETURN true; END IF;
    IF areas !~ '(^|,)[0-9]+(,|$)' THEN RETURN false; END IF;
    RETURN NOT EXISTS (
        SELECT FROM org_unit u WHERE u.parent_id IS NULL AND u.path::text <> ALL (string_to_array(areas, ','))
    );
END $$
"""
PERSON = """
CREATE OR REPLACE FUNCTION dundian_person() RETURNS uuid LANGUAGE sql STABLE PARALLEL SAFE AS
$$ SELECT nullif(current_setting('dundian.person', true), '')::uuid $$
"""
FUNCTIONS = (
    ALL,
    PERSON,
    _rows(
        "dundian_units",
        "bigint",
        f"SELECT u.id FROM {AREAS} JOIN org_unit u ON u.path <@ area::ltree WHERE area <> '*'",
    ),
    _rows(
        "dundian_above",
        "bigint",
        f"SELECT DISTINCT label::bigint FROM {AREAS}, unnest(string_to_array(area, '.')) AS label WHERE area <> '*'",
        estimate=10,
    ),
    _rows(
        "dundian_me",
        "uuid",
        "SELECT p.id FROM org_person p WHERE p.user_id = dundian_person()",
        estimate=1,
        past=True,
    ),
    _rows(
        "dundian_concerns_asked",
        "uuid",
        f"SELECT r.concern_id FROM concerns_referral r WHERE r.to_id IN ({UNITS})"
        f" UNION SELECT h.concern_id FROM concerns_help h WHERE h.unit_id IN ({UNITS})",
        past=True,
    ),
    _rows(
        "dundian_support_asked",
        "uuid",
        f"SELECT e.request_id FROM fieldwork_supportevent e WHERE e.holder_id IN ({UNITS})"
        f" UNION SELECT h.request_id FROM fieldwork_supporthelp h WHERE h.unit_id IN ({UNITS})",
        past=True,
    ),
    _rows(
        "dundian_draws_known",
        "uuid",
        "SELECT k.draw_id FROM oversight_drawperson k WHERE k.person_id IN (SELECT dundian_me())",
        estimate=5,
        past=True,
    ),
    _rows(
        "dundian_drafts_asked",
        "uuid",
        f"SELECT c.draft_id FROM documents_countersign c WHERE c.unit_id IN ({UNITS})",
        past=True,
    ),
    _rows(
        "dundian_rounds_judged",
        "uuid",
        "SELECT j.round_id FROM recognition_judge j WHERE j.person_id IN (SELECT dundian_me())",
        estimate=5,
        past=True,
    ),
)
# Marked so that an index may be asked before the policy; only a superuser may say it, and neither tells of a row in
# any other way than by its answer.
LEAKPROOF = (
    "ALTER FUNCTION pg_catalog.arraycontains(anyarray, anyarray) LEAKPROOF",
    "ALTER FUNCTION dundian_bigrams(text) LEAKPROOF",
)


def expression(table: str, clauses: Sequence[Clause]) -> str:
    """When a row of `table` is in reach. What costs least comes first: the parts are tried in this order."""
    seen = ["(SELECT dundian_all())", *(c.sql.format(t=table) for c in clauses)]
    return " OR ".join(seen)


def statements(table: str, clauses: Sequence[Clause]) -> list[str]:
    """Put the policy up, in place of the one before."""
    return [
        f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY",
        f"DROP POLICY IF EXISTS {NAME} ON {table}",
        f"CREATE POLICY {NAME} ON {table} USING ({expression(table, clauses)}) WITH CHECK (true)",
    ]
