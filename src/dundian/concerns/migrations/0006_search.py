"""Found by words."""

import django.contrib.postgres.indexes
from django.db import migrations

import dundian.kernel.finding


class Migration(migrations.Migration):
    dependencies = [("concerns", "0004_worker_page"), ("kernel", "0002_bigrams")]

    operations = [
        migrations.AddIndex(
            model_name="concern",
            index=django.contrib.postgres.indexes.GinIndex(
                dundian.kernel.finding.Bigrams("text"), fastupdate=False, name="concern_words"
            ),
        ),
    ]
