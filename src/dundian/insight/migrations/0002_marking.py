"""Triggers that mark what must be added up again. They append only: a writer never waits for another."""

from django.db import migrations

# The nearest federation at or over a unit, and the same along a path as it was before a move.
FUNCTIONS = """
CREATE FUNCTION insight_nearest(labels ltree) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT u.id FROM unnest(string_to_array(ltree2text(labels), '.')::bigint[]) WITH ORDINALITY AS l(id, depth)
    JOIN org_unit u ON u.id = l.id WHERE u.kind IN ('province', 'prefecture', 'county') ORDER BY l.depth DESC LIMIT 1
$$;
CREATE FUNCTION insight_federation(unit bigint) RETURNS bigint LANGUAGE sql STABLE AS $$
    SELECT insight_nearest(path) FROM org_unit WHERE id = unit
$$;
CREATE FUNCTION insight_mark_logs() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'DELETE' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT DISTINCT unit_id, date_trunc('month', "on")::date AS month FROM fresh) r
        WHERE insight_federation(unit_id) IS NOT NULL; END IF;
    IF TG_OP <> 'INSERT' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT DISTINCT unit_id, date_trunc('month', "on")::date AS month FROM stale) r
        WHERE insight_federation(unit_id) IS NOT NULL; END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION insight_mark_results() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP <> 'DELETE' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT DISTINCT l.unit_id, date_trunc('month', l."on")::date AS month
         FROM fresh f JOIN fieldwork_worklog l ON l.id = f.log_id) r
        WHERE insight_federation(unit_id) IS NOT NULL; END IF;
    IF TG_OP <> 'INSERT' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT DISTINCT l.unit_id, date_trunc('month', l."on")::date AS month
         FROM stale f JOIN fieldwork_worklog l ON l.id = f.log_id) r
        WHERE insight_federation(unit_id) IS NOT NULL; END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION insight_mark_concerns() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT unit_id, date_trunc('month', raised_on)::date AS month FROM fresh
         UNION SELECT unit_id, date_trunc('month', closed_on)::date FROM fresh WHERE closed_on IS NOT NULL) r
        WHERE insight_federation(unit_id) IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT unit_id, date_trunc('month', raised_on)::date AS month FROM stale
         UNION SELECT unit_id, date_trunc('month', closed_on)::date FROM stale WHERE closed_on IS NOT NULL) r
        WHERE insight_federation(unit_id) IS NOT NULL;
    ELSE INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), date_trunc('month', day)::date FROM (
            SELECT DISTINCT p.unit_id, p.day FROM stale s JOIN fresh f USING (id),
            LATERAL (VALUES (s.unit_id, s.raised_on), (s.unit_id, s.closed_on), (f.unit_id, f.raised_on),
                            (f.unit_id, f.closed_on)) AS p(unit_id, day)
            WHERE (s.unit_id, s.campaign_id, s.raised_on, s.closed_on, s.topic, s.people, s.step)
                IS DISTINCT FROM (f.unit_id, f.campaign_id, f.raised_on, f.closed_on, f.topic, f.people, f.step)
            AND p.day IS NOT NULL) r
        WHERE insight_federation(unit_id) IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION insight_mark_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE federations constant text[] := ARRAY['province', 'prefecture', 'county'];
DECLARE before bigint; after bigint; BEGIN
    IF OLD.kind = NEW.kind AND NEW.kind = ANY (federations) THEN RETURN NULL; END IF;
    before := insight_nearest(OLD.path);
    after := insight_nearest(NEW.path);
    IF OLD.kind <> NEW.kind OR before IS DISTINCT FROM after THEN
        INSERT INTO insight_dirty (unit_id, month)
        SELECT DISTINCT id, NULL::date
        FROM unnest(ARRAY[before, after, OLD.id, insight_nearest(subpath(OLD.path, 0, -1))]) AS id
        WHERE id IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
"""

TABLES = {"fieldwork_worklog": "logs", "fieldwork_logfigure": "results", "concerns_concern": "concerns"}
SEEN = {
    "insert": "REFERENCING NEW TABLE AS fresh",
    "update": "REFERENCING OLD TABLE AS stale NEW TABLE AS fresh",
    "delete": "REFERENCING OLD TABLE AS stale",
}
TRIGGERS = "".join(
    f"CREATE TRIGGER insight_{event} AFTER {event.upper()} ON {table} {seen} FOR EACH STATEMENT "
    f"EXECUTE FUNCTION insight_mark_{name}();\n"
    for table, name in TABLES.items()
    for event, seen in SEEN.items()
)
MOVES = """
CREATE TRIGGER insight_move AFTER UPDATE OF path, kind ON org_unit FOR EACH ROW
WHEN (OLD.path <> NEW.path OR OLD.kind <> NEW.kind) EXECUTE FUNCTION insight_mark_moves();
INSERT INTO insight_dirty (unit_id, month)
SELECT id, NULL FROM org_unit WHERE kind IN ('province', 'prefecture', 'county');
"""
BACK = (
    "".join(f"DROP TRIGGER insight_{event} ON {table};\n" for table in TABLES for event in SEEN)
    + "DROP TRIGGER insight_move ON org_unit;\n"
    + "".join(
        f"DROP FUNCTION insight_{name};\n"
        for name in ("mark_moves", "mark_concerns", "mark_results", "mark_logs", "federation", "nearest")
    )
)


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_tallies"),
        ("org", "0001_initial"),
        ("fieldwork", "0001_initial"),
        ("concerns", "0002_number"),
    ]

    operations = [
        migrations.RunSQL(FUNCTIONS, migrations.RunSQL.noop),
        migrations.RunSQL(TRIGGERS + MOVES, BACK),
    ]
