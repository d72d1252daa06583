import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.kernel.clock
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campaign", "0001_initial"),
        ("org", "0001_initial"),
        ("planning", "0002_selection_rules_and_plans"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Readiness",
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
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="roles",
                            ),
                        ),
                        ("may_lead", models.BooleanField(default=True, verbose_name="may lead a team")),
                        (
                            "conflicts",
                            models.ManyToManyField(
                                blank=True, related_name="+", to="org.unit", verbose_name="declared conflicts"
                            ),
                        ),
                        (
                            "person",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="readiness",
                                to="org.person",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="TeamPlan",
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
                        ("number", models.PositiveIntegerField(verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting to be calculated"),
                                    ("running", "Being calculated"),
                                    ("done", "Calculated"),
                                    ("impossible", "Rules clash"),
                                    ("failed", "No result"),
                                    ("cancelled", "Stopped"),
                                ],
                                default="waiting",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("rules", models.JSONField(default=dict)),
                        ("seconds", models.PositiveSmallIntegerField(default=30)),
                        ("seed", models.PositiveIntegerField(default=1)),
                        ("started_at", models.DateTimeField(blank=True, null=True)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        ("stop_asked", models.BooleanField(default=False)),
                        ("outcome", models.CharField(blank=True, max_length=12)),
                        ("value", models.FloatField(blank=True, null=True)),
                        ("bound", models.FloatField(blank=True, null=True)),
                        ("parts", models.JSONField(default=dict)),
                        ("history", models.JSONField(default=list)),
                        ("clash", models.JSONField(default=dict)),
                        ("problem", models.TextField(blank=True)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "reason",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="reason of the decision"
                            ),
                        ),
                        ("pins", models.JSONField(blank=True, default=list)),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="changed",
                                to="planning.teamplan",
                                verbose_name="changed from",
                            ),
                        ),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="%(class)ss",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "decided_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "number"), name="team_plan_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlannedPlace",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("leads", models.BooleanField(default=False)),
                        (
                            "roles",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20), default=list, size=None
                            ),
                        ),
                        ("fixed", models.BooleanField(default=False)),
                        ("reason", models.JSONField(default=dict)),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="planned_places",
                                to="org.person",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="planned_places",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="places",
                                to="planning.teamplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "person"), name="planned_person_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TeamRules",
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
                            "least",
                            models.PositiveSmallIntegerField(
                                default=2,
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(4),
                                ],
                                verbose_name="people in a team, at least",
                            ),
                        ),
                        (
                            "most",
                            models.PositiveSmallIntegerField(
                                default=2,
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(4),
                                ],
                                verbose_name="people in a team, at most",
                            ),
                        ),
                        (
                            "middle_leads",
                            models.BooleanField(default=True, verbose_name="a mid-level cadre leads"),
                        ),
                        (
                            "levels",
                            models.PositiveSmallIntegerField(
                                default=1,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(3),
                                ],
                                verbose_name="levels in each team",
                            ),
                        ),
                        (
                            "own_unit",
                            models.BooleanField(default=True, verbose_name="nobody goes to the own union"),
                        ),
                        (
                            "travel_most",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="farthest (km)"),
                        ),
                        (
                            "load_most",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="stays in three years, at most"
                            ),
                        ),
                        (
                            "past",
                            models.CharField(
                                choices=[
                                    ("free", "counts for nothing"),
                                    ("return", "somebody who was there before goes again"),
                                    ("rotate", "nobody goes where they were before"),
                                ],
                                default="free",
                                max_length=8,
                                verbose_name="earlier stays",
                            ),
                        ),
                        (
                            "km",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="points for a kilometre"
                            ),
                        ),
                        (
                            "load",
                            models.PositiveSmallIntegerField(
                                default=20, verbose_name="points for an earlier stay"
                            ),
                        ),
                        ("skills", models.JSONField(blank=True, default=dict)),
                        (
                            "seconds",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="time to calculate (seconds)"
                            ),
                        ),
                        (
                            "campaign",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="team_rules",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("most__gte", models.F("least"))), name="team_rules_size"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PairRule",
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
                            "what",
                            models.CharField(
                                choices=[("together", "Together"), ("apart", "Apart")], max_length=8
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pair_rules",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="org.person",
                                verbose_name="person",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="org.person",
                                verbose_name="other person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "one", "other"), name="pair_rule_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("one", models.F("other")), _negated=True),
                                name="pair_rule_two",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlaceRule",
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
                            "what",
                            models.CharField(
                                choices=[
                                    ("go", "Goes there"),
                                    ("lead", "Leads there"),
                                    ("ban", "Not there"),
                                    ("rest", "Is not sent"),
                                ],
                                max_length=5,
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="place_rules",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="org.person",
                                verbose_name="person",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="campaign.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "person", "site"),
                                name="place_rule_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("site", None), ("what", "rest")),
                                    models.Q(
                                        models.Q(("what", "rest"), _negated=True), ("site__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="place_rule_site",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
