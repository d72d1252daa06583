"""Letters on concerns are documents too."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("documents", "0002_search")]

    operations = [
        migrations.AlterField(
            model_name="document",
            name="kind",
            field=models.CharField(
                choices=[
                    ("dispatch_notice", "Dispatch notice"),
                    ("report", "Periodic report"),
                    ("letter", "Letter on a concern"),
                ],
                max_length=20,
                verbose_name="kind",
            ),
        ),
    ]
