"""A frozen file is never written again: the database itself refuses."""

from django.db import migrations

FORBID = """
CREATE FUNCTION recognition_evidence_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'frozen evidence is never changed' USING ERRCODE = 'integrity_constraint_violation';
END $$;
CREATE TRIGGER evidence_stays BEFORE UPDATE ON recognition_evidencefile
    FOR EACH ROW EXECUTE FUNCTION recognition_evidence_stays();
"""
ALLOW = """
DROP TRIGGER evidence_stays ON recognition_evidencefile;
DROP FUNCTION recognition_evidence_stays();
"""


class Migration(migrations.Migration):
    dependencies = [("recognition", "0001_initial")]

    operations = [migrations.RunSQL(FORBID, ALLOW)]
