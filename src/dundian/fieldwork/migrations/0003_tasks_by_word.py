from django.db import migrations, models


class Migration(migrations.Migration):
    """The few tasks that were declared done by word are found without a look at the others."""

    dependencies = [("fieldwork", "0002_leaner_log_indexes")]

    operations = [
        migrations.AddIndex(
            model_name="task",
            index=models.Index(condition=models.Q(("by_word", True)), fields=["site"], name="task_by_word"),
        ),
    ]
