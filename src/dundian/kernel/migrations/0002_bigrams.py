"""The function behind the indexes for finding words."""

from django.db import migrations

from dundian.kernel.finding import FUNCTION


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_initial")]

    operations = [migrations.RunSQL(FUNCTION, "DROP FUNCTION dundian_bigrams(text)")]
