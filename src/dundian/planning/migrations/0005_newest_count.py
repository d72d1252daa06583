from django.db import migrations, models


class Migration(migrations.Migration):
    """How many workers the newest survey of a union counted is read from an index alone."""

    dependencies = [("planning", "0004_survey_forms")]

    operations = [
        migrations.AddIndex(
            model_name="candidate",
            index=models.Index(
                fields=["unit", "-created_at", "-id"],
                include=["workers"],
                condition=models.Q(workers__isnull=False),
                name="candidate_newest_count",
            ),
        ),
    ]
