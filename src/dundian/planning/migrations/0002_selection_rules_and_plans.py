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
        ("documents", "0001_initial"),
        ("org", "0001_initial"),
        ("planning", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="candidate",
            name="initiatives",
            field=models.ManyToManyField(
                blank=True, related_name="candidates", to="campaign.initiative", verbose_name="initiatives"
            ),
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="SelectionPlan",
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
                        (
                            "emphasis",
                            models.CharField(
                                choices=[
                                    ("weighed", "As weighed"),
                                    ("coverage", "More coverage"),
                                    ("need", "More need"),
                                    ("even", "More even"),
                                ],
                                default="weighed",
                                max_length=10,
                                verbose_name="leans towards",
                            ),
                        ),
                        (
                            "keep",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "leave",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), blank=True, default=list, size=None
                            ),
                        ),
                        (
                            "based_on",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="changed",
                                to="planning.selectionplan",
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
                        (
                            "minutes",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                                verbose_name="minutes of the decision",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-number"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "number"), name="selection_plan_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanSite",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("priority", models.FloatField()),
                        ("fixed", models.BooleanField(default=False)),
                        (
                            "candidate",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="planning.candidate",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="sites",
                                to="planning.selectionplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("plan", "candidate"), name="plan_site_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SelectionRules",
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
                            "choose",
                            models.PositiveIntegerField(
                                blank=True, null=True, verbose_name="number of sites"
                            ),
                        ),
                        (
                            "coverage",
                            models.PositiveSmallIntegerField(
                                default=30,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="weight of coverage",
                            ),
                        ),
                        (
                            "reach_km",
                            models.FloatField(blank=True, null=True, verbose_name="neighbours within (km)"),
                        ),
                        (
                            "across",
                            models.BooleanField(default=False, verbose_name="neighbours across county lines"),
                        ),
                        (
                            "same_kind",
                            models.BooleanField(
                                default=True,
                                verbose_name="unions of the same kind in the county count as covered",
                            ),
                        ),
                        (
                            "evenness",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="weight of evenness",
                            ),
                        ),
                        (
                            "fair_by",
                            models.CharField(
                                choices=[("workers", "by workers"), ("candidates", "by candidates")],
                                default="workers",
                                max_length=12,
                                verbose_name="fair share",
                            ),
                        ),
                        (
                            "years_running",
                            models.PositiveSmallIntegerField(
                                default=3, verbose_name="not so many years running"
                            ),
                        ),
                        (
                            "seconds",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="time to calculate (seconds)"
                            ),
                        ),
                        ("judgements", models.JSONField(blank=True, default=dict)),
                        (
                            "campaign",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="selection_rules",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Stance",
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
                                choices=[("pin", "Must be chosen"), ("ban", "Must not be chosen")],
                                max_length=5,
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "candidate",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stance",
                                to="planning.candidate",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CapacityRule",
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
                        ("teams", models.PositiveIntegerField(verbose_name="teams it can send")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="capacity_rules",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["unit__place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "unit"), name="capacity_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Criterion",
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
                            "measure",
                            models.CharField(
                                choices=[
                                    ("workers", "Workers"),
                                    ("complexity", "Complexity of labour relations"),
                                    ("foundation", "Weakness of the base"),
                                    ("membership", "Workers not yet members"),
                                    ("weaknesses", "Weaknesses named"),
                                    ("need", "Needs of the workers"),
                                    ("distance", "Easily reached"),
                                ],
                                max_length=20,
                                verbose_name="what counts",
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                default=0,
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="weight",
                            ),
                        ),
                        (
                            "missing",
                            models.CharField(
                                choices=[
                                    ("middle", "as the middle of what is known"),
                                    ("lowest", "as nothing"),
                                    ("highest", "as the most"),
                                ],
                                default="middle",
                                max_length=10,
                                verbose_name="unknown counts",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "measure"), name="criterion_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupRule",
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
                        ("name", models.CharField(max_length=60, verbose_name="name")),
                        ("least", models.PositiveIntegerField(default=0, verbose_name="at least")),
                        ("most", models.PositiveIntegerField(blank=True, null=True, verbose_name="at most")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="group_rules",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "candidates",
                            models.ManyToManyField(related_name="group_rules", to="planning.candidate"),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "name"), name="group_rule_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("most", None), ("most__gte", models.F("least")), _connector="OR"
                                ),
                                name="group_rule_order",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LimitRule",
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
                            "kind",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("province", "Provincial federation"),
                                    ("prefecture", "Prefectural federation"),
                                    ("county", "County federation"),
                                    ("department", "Department"),
                                    ("industry", "Industry union"),
                                    ("affiliated", "Directly affiliated union"),
                                    ("township", "Township (street) union"),
                                    ("park", "Development zone (park) union"),
                                    ("community", "Community (village) union"),
                                    ("enterprise", "Enterprise union"),
                                    ("non_public", "Non-public enterprise union"),
                                    ("social", "Social organisation union federation"),
                                    ("new_employment", "New-employment-form union"),
                                ],
                                max_length=20,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "level",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("province", "Provincial federation"),
                                    ("prefecture", "Prefectural federation"),
                                    ("county", "County federation"),
                                ],
                                max_length=20,
                                verbose_name="level",
                            ),
                        ),
                        ("least", models.PositiveIntegerField(default=0, verbose_name="at least")),
                        ("most", models.PositiveIntegerField(blank=True, null=True, verbose_name="at most")),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="area",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="limit_rules",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "initiative",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="campaign.initiative",
                                verbose_name="initiative",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("campaign", "kind", "level", "area", "initiative"),
                                name="limit_once",
                                nulls_distinct=False,
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("most", None), ("most__gte", models.F("least")), _connector="OR"
                                ),
                                name="limit_order",
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
