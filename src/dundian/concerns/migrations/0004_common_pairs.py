"""How common a pair of characters is, for pages too: PostgreSQL hides statistics from whom row-level security binds.

The function answers as the owner, and tells only shares of pairs in all texts together.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION concerns_common_pairs() RETURNS TABLE (pairs text[], shares real[])
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT most_common_elems::text::text[], most_common_elem_freqs FROM pg_stats
    WHERE schemaname = 'public' AND tablename = 'concern_words' AND most_common_elems IS NOT NULL
$$
"""


class Migration(migrations.Migration):
    dependencies = [("concerns", "0003_handler_keys")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION concerns_common_pairs()")]
