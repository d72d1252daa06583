import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.kernel.clock
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ImportRun",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=dundian.kernel.models.new_id,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        (
                            "created_at",
                            models.DateTimeField(default=dundian.kernel.clock.now, editable=False),
                        ),
                        (
                            "updated_at",
                            models.DateTimeField(default=dundian.kernel.clock.now, editable=False),
                        ),
                        ("version", models.PositiveIntegerField(default=1, editable=False)),
                        ("kind", models.CharField(max_length=40)),
                        ("filename", models.CharField(max_length=200)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("unit_id", models.BigIntegerField(null=True)),
                        ("target", models.CharField(blank=True, max_length=200)),
                        ("context", models.JSONField(default=dict)),
                        ("columns", models.JSONField(default=dict)),
                        ("counts", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checked", "Checked, not yet applied"),
                                    ("applying", "Being applied"),
                                    ("applied", "Applied"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="checked",
                                max_length=20,
                            ),
                        ),
                        ("problem", models.TextField(blank=True)),
                        ("applied_at", models.DateTimeField(null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="import_runs",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["by", "-created_at", "-id"], name="importrun_by")],
                    },
                ),
                migrations.CreateModel(
                    name="ImportRow",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("number", models.PositiveIntegerField()),
                        ("cells", models.JSONField(default=list)),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("new", "New"),
                                    ("changed", "Changed"),
                                    ("same", "Already so"),
                                    ("failed", "To be mended"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("messages", models.JSONField(default=dict)),
                        ("object_id", models.CharField(blank=True, max_length=40)),
                        ("applied", models.BooleanField(default=False)),
                        (
                            "run",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="rows",
                                to="exchange.importrun",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["run", "outcome", "number"], name="importrow_outcome"),
                            models.Index(
                                condition=models.Q(("applied", False)),
                                fields=["run", "number"],
                                name="importrow_waiting",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("run", "number"), name="importrow_number")
                        ],
                    },
                ),
            ]
        ),
    ]
