"""Found by words."""

import django.contrib.postgres.indexes
from django.db import migrations

import dundian.kernel.finding


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial"), ("kernel", "0002_bigrams")]

    operations = [
        migrations.AddIndex(
            model_name="document",
            index=django.contrib.postgres.indexes.GinIndex(
                dundian.kernel.finding.Bigrams("title"), fastupdate=False, name="document_words"
            ),
        ),
    ]
