"""Found by words."""

import django.contrib.postgres.indexes
from django.db import migrations

import dundian.kernel.finding


class Migration(migrations.Migration):
    dependencies = [("org", "0001_initial"), ("kernel", "0002_bigrams")]

    operations = [
        migrations.AddIndex(
            model_name="unit",
            index=django.contrib.postgres.indexes.GinIndex(
                dundian.kernel.finding.Bigrams("name"), fastupdate=False, name="unit_words"
            ),
        ),
    ]
