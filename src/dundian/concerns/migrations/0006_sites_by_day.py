import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What a site last heard, settled or had come back is read from indexes; three of a foreign key's own are gone, since
    others begin with the same column."""

    dependencies = [("concerns", "0005_open_counted")]

    operations = [
        migrations.AlterField(
            model_name="concern",
            name="handler",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns_handled",
                to="org.unit",
                verbose_name="handled by",
            ),
        ),
        migrations.AlterField(
            model_name="concern",
            name="site",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns",
                to="campaign.site",
            ),
        ),
        migrations.AlterField(
            model_name="concern",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="concerns",
                to="org.unit",
                verbose_name="arose at",
            ),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["site", "raised_on"], name="concern_site_raised"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(fields=["site", "closed_on"], name="concern_site_closed"),
        ),
        migrations.AddIndex(
            model_name="concern",
            index=models.Index(
                condition=models.Q(("bounces__gte", 3), models.Q(("step", "closed"), _negated=True)),
                fields=["site"],
                name="concern_bounced",
            ),
        ),
    ]
