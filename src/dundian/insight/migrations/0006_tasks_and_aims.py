from django.db import migrations, models

MARKS = """
CREATE FUNCTION insight_mark_tasks() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE standing constant date := '0001-01-01'; BEGIN
    IF TG_OP = 'INSERT' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT unit_id, date_trunc('month', due_on)::date AS month FROM fresh
         UNION SELECT unit_id, standing FROM fresh WHERE indicator_id IS NOT NULL) r
        WHERE insight_federation(unit_id) IS NOT NULL;
    ELSIF TG_OP = 'DELETE' THEN INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM
        (SELECT unit_id, date_trunc('month', due_on)::date AS month FROM stale
         UNION SELECT unit_id, standing FROM stale WHERE indicator_id IS NOT NULL) r
        WHERE insight_federation(unit_id) IS NOT NULL;
    ELSE INSERT INTO insight_dirty (unit_id, month)
        SELECT insight_federation(unit_id), month FROM (
            SELECT p.unit_id, date_trunc('month', p.due_on)::date AS month FROM stale s JOIN fresh f USING (id),
            LATERAL (VALUES (s.unit_id, s.due_on), (f.unit_id, f.due_on)) AS p(unit_id, due_on)
            WHERE (s.unit_id, s.campaign_id, s.site_id, s.due_on, s.state)
                IS DISTINCT FROM (f.unit_id, f.campaign_id, f.site_id, f.due_on, f.state)
            UNION SELECT p.unit_id, standing FROM stale s JOIN fresh f USING (id),
            LATERAL (VALUES (s.unit_id), (f.unit_id)) AS p(unit_id)
            WHERE (s.unit_id, s.campaign_id, s.site_id, s.indicator_id, s.target)
                IS DISTINCT FROM (f.unit_id, f.campaign_id, f.site_id, f.indicator_id, f.target)) r
        WHERE insight_federation(unit_id) IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_insert AFTER INSERT ON fieldwork_task REFERENCING NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION insight_mark_tasks();
CREATE TRIGGER insight_update AFTER UPDATE ON fieldwork_task REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
FOR EACH STATEMENT EXECUTE FUNCTION insight_mark_tasks();
CREATE TRIGGER insight_delete AFTER DELETE ON fieldwork_task REFERENCING OLD TABLE AS stale
FOR EACH STATEMENT EXECUTE FUNCTION insight_mark_tasks();
"""
SITES = """
CREATE OR REPLACE FUNCTION insight_mark_sites() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO insight_dirty (unit_id, month)
    SELECT insight_federation(unit_id), month FROM
    (SELECT DISTINCT unit_id, date_trunc('month', "on")::date AS month FROM fieldwork_worklog WHERE site_id = NEW.id
     {tasks}) r
    WHERE insight_federation(unit_id) IS NOT NULL;
    RETURN NULL;
END $$;
"""
TASKS = """
     UNION SELECT unit_id, date_trunc('month', due_on)::date FROM fieldwork_task WHERE site_id = NEW.id
     UNION SELECT unit_id, date '0001-01-01' FROM fieldwork_task WHERE site_id = NEW.id
"""
BACK = """
DROP TRIGGER insight_insert ON fieldwork_task;
DROP TRIGGER insight_update ON fieldwork_task;
DROP TRIGGER insight_delete ON fieldwork_task;
DROP FUNCTION insight_mark_tasks();
"""
ALL = """
INSERT INTO insight_dirty (unit_id, month)
SELECT id, NULL FROM org_unit WHERE kind IN ('province', 'prefecture', 'county');
"""
KINDS = ["log", "result", "raised", "closed", "task", "open", "aim"]


class Migration(migrations.Migration):
    """Tasks by the month in which they are due, and the targets aimed at. Every federation is marked."""

    dependencies = [
        ("insight", "0005_by_union_and_results_by_day"),
        ("fieldwork", "0002_leaner_log_indexes"),
    ]

    operations = [
        migrations.AlterField(
            "tally",
            "measure",
            models.CharField(choices=[(kind, kind.capitalize()) for kind in KINDS], max_length=8),
        ),
        migrations.RunSQL(MARKS, BACK),
        migrations.RunSQL(SITES.replace("{tasks}", TASKS), SITES.replace("{tasks}", "")),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
