import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Three indexes of logs less, since others begin with the same column; two of them tell whom a line met."""

    dependencies = [("fieldwork", "0001_initial")]

    operations = [
        migrations.AlterField(
            model_name="worklog",
            name="site",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="campaign.site",
            ),
        ),
        migrations.AlterField(
            model_name="worklog",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="org.unit",
            ),
        ),
        migrations.AlterField(
            model_name="worklog",
            name="author",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="logs",
                to="org.person",
                verbose_name="cadre",
            ),
        ),
        migrations.RemoveIndex(model_name="worklog", name="log_unit_on"),
        migrations.RemoveIndex(model_name="worklog", name="log_site_on"),
        migrations.AddIndex(
            model_name="worklog",
            index=models.Index(fields=["unit", "-on", "-id"], include=["people_met"], name="log_unit_on"),
        ),
        migrations.AddIndex(
            model_name="worklog",
            index=models.Index(
                fields=["site", "-on", "-id"], include=["unit", "people_met"], name="log_site_on"
            ),
        ),
    ]
