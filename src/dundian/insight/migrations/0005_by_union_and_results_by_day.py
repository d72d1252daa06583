from django.db import migrations, models
from django.db.models import Q

# A site's kind is set when it is chosen; should it ever be put right, its logs' months are added up again.
MARK_SITES = """
CREATE FUNCTION insight_mark_sites() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO insight_dirty (unit_id, month)
    SELECT insight_federation(unit_id), month FROM
    (SELECT DISTINCT unit_id, date_trunc('month', "on")::date AS month
     FROM fieldwork_worklog WHERE site_id = NEW.id) r
    WHERE insight_federation(unit_id) IS NOT NULL;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_kind AFTER UPDATE OF kind ON campaign_site FOR EACH ROW
WHEN (OLD.kind <> NEW.kind) EXECUTE FUNCTION insight_mark_sites();
"""
BACK = "DROP TRIGGER insight_kind ON campaign_site; DROP FUNCTION insight_mark_sites();"
ALL = """
INSERT INTO insight_dirty (unit_id, month)
SELECT id, NULL FROM org_unit WHERE kind IN ('province', 'prefecture', 'county');
"""


class Migration(migrations.Migration):
    """Months by kind of union, results by day. Every federation is marked: boards count live until the job has run."""

    dependencies = [
        ("insight", "0004_tables_by_mail"),
        ("campaign", "0001_initial"),
        ("fieldwork", "0002_leaner_log_indexes"),
    ]

    operations = [
        migrations.AddField("tally", "union", models.CharField(blank=True, default="", max_length=20)),
        migrations.RemoveIndex("tally", "tally_read"),
        migrations.RemoveIndex("tally", "tally_campaign"),
        migrations.AddIndex(
            "tally",
            models.Index(
                fields=["measure", "by_day", "key", "on"],
                include=["unit", "campaign_id", "n", "amount"],
                condition=Q(union=""),
                name="tally_whole",
            ),
        ),
        migrations.AddIndex(
            "tally",
            models.Index(
                fields=["measure", "key", "on"],
                include=["unit", "campaign_id", "union", "n", "amount"],
                condition=~Q(union=""),
                name="tally_by_union",
            ),
        ),
        migrations.AddIndex(
            "tally", models.Index(fields=["campaign_id", "measure", "by_day"], name="tally_campaign")
        ),
        migrations.RunSQL(MARK_SITES, BACK),
        migrations.RunSQL(ALL, migrations.RunSQL.noop),
    ]
