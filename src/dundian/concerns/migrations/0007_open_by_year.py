from django.db import migrations, models


class Migration(migrations.Migration):
    """Open concerns of a year are counted from the index, too, without a look at 15,000 pages of the table; those on
    a desk have an index of their own."""

    dependencies = [("concerns", "0006_sites_by_day")]

    operations = [
        migrations.RemoveIndex(model_name="concern", name="concern_open_due"),
        migrations.RemoveIndex(model_name="concern", name="concern_handler"),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("step", "closed"), _negated=True),
                fields=["handler", "due_at"],
                name="concern_handler_open",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("step", "closed"), _negated=True),
                fields=["due_at", "id"],
                include=["step", "paused_at", "raised_on", "unit", "handler", "campaign"],
                name="concern_open_due",
            ),
        ),
    ]
