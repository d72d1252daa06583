"""The database itself refuses to change or remove what the trail holds."""

from django.db import migrations

FORWARD = """
CREATE FUNCTION audit_trail_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail is append-only: % on % refused', TG_OP, TG_TABLE_NAME;
END $$;
CREATE TRIGGER entry_append_only BEFORE UPDATE OR DELETE ON audit_trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
CREATE TRIGGER entry_no_truncate BEFORE TRUNCATE ON audit_trail_entry
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
CREATE TRIGGER seal_append_only BEFORE UPDATE OR DELETE ON audit_trail_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
CREATE TRIGGER seal_no_truncate BEFORE TRUNCATE ON audit_trail_seal
    FOR EACH STATEMENT EXECUTE FUNCTION audit_trail_refuse();
"""

BACKWARD = """
DROP TRIGGER entry_append_only ON audit_trail_entry;
DROP TRIGGER entry_no_truncate ON audit_trail_entry;
DROP TRIGGER seal_append_only ON audit_trail_seal;
DROP TRIGGER seal_no_truncate ON audit_trail_seal;
DROP FUNCTION audit_trail_refuse();
"""


class Migration(migrations.Migration):
    dependencies = [("audit_trail", "0001_initial")]
    operations = [migrations.RunSQL(FORWARD, BACKWARD)]
