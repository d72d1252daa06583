import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.kernel.clock
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    dependencies = [
        ("campaign", "0001_initial"),
        ("org", "0001_initial"),
        ("planning", "0003_team_rules_and_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Survey",
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
                        ("answers", models.JSONField(default=dict)),
                        ("open", models.PositiveSmallIntegerField(default=0)),
                        ("odd", models.PositiveSmallIntegerField(default=0)),
                        ("on", models.DateField(default=dundian.kernel.clock.today)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "candidate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="survey",
                                to="planning.candidate",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaign.baselineform",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SurveyRules",
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
                        (
                            "joint",
                            models.BooleanField(
                                default=False, verbose_name="signed by city and county together"
                            ),
                        ),
                        (
                            "campaign",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="survey_rules",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaign.baselineform",
                                verbose_name="survey form",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SurveySignature",
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
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="signatures",
                                to="planning.candidate",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("candidate", "unit"), name="survey_signed_once")
                        ],
                    },
                ),
            ]
        )
    ]
