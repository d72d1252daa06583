from django.db import migrations, models


class Migration(migrations.Migration):
    """Open and late concerns are counted from an index alone."""

    dependencies = [("concerns", "0004_common_pairs")]

    operations = [
        migrations.RemoveIndex(model_name="concern", name="concern_open_due"),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                fields=["due_at", "id"],
                include=["step", "paused_at", "unit", "handler", "campaign"],
                condition=~models.Q(step="closed"),
                name="concern_open_due",
            ),
        ),
    ]
