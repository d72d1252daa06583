"""Found by words."""

import django.contrib.postgres.indexes
from django.db import migrations

import dundian.kernel.finding


class Migration(migrations.Migration):
    dependencies = [("fieldwork", "0002_schedule"), ("kernel", "0002_bigrams")]

    operations = [
        migrations.AddIndex(
            model_name="worklog",
            index=django.contrib.postgres.indexes.GinIndex(
                dundian.kernel.finding.Bigrams("text"), fastupdate=False, name="log_words"
            ),
        ),
    ]
