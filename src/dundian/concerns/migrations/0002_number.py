"""The running number of concerns."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("concerns", "0001_initial")]
    operations = [
        migrations.RunSQL("CREATE SEQUENCE concerns_number", "DROP SEQUENCE concerns_number"),
    ]
