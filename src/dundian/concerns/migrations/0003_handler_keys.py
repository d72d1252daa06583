from django.db import migrations, models


class Migration(migrations.Migration):
    """What a unit handles is read from an index alone, also where a county handles everything."""

    dependencies = [("concerns", "0002_number")]

    operations = [
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["handler", "id"], name="concern_handler_keys"),
        ),
    ]
