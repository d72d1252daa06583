import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import dundian.campaign.asked
import dundian.kernel.clock
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="BaselineForm",
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
                        ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("published", "Published"),
                                    ("retired", "Retired"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baseline_forms",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["name", "-edition"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "name", "edition"), name="baseline_form_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="BaselineField",
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
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("name", models.CharField(max_length=60, verbose_name="question")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("number", "Number"),
                                    ("text", "Text"),
                                    ("choice", "Choice"),
                                    ("yes_no", "Yes or no"),
                                ],
                                default="number",
                                max_length=10,
                                verbose_name="kind of answer",
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(blank=True, max_length=10, verbose_name="unit of measure"),
                        ),
                        (
                            "choices",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="answers to choose from",
                            ),
                        ),
                        ("required", models.BooleanField(default=False, verbose_name="must be answered")),
                        ("help", models.CharField(blank=True, max_length=100, verbose_name="help")),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="fields",
                                to="campaign.baselineform",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("form", "place"), name="baseline_field_place")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Campaign",
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
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("starts_on", models.DateField(verbose_name="starts on")),
                        ("ends_on", models.DateField(verbose_name="ends on")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("active", "Running"), ("closed", "Ended")],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("aims", models.TextField(blank=True, verbose_name="aims and requirements")),
                        (
                            "selection",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="criteria of selection",
                            ),
                        ),
                        (
                            "role_names",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="roles of cadres",
                            ),
                        ),
                        (
                            "role_activities",
                            models.JSONField(
                                blank=True, default=dict, verbose_name="activities that count to each role"
                            ),
                        ),
                        (
                            "baseline_form",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="campaign.baselineform",
                                verbose_name="baseline form",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="campaigns",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-year", "-id"], name="campaign_unit_year"),
                            models.Index(fields=["-year", "-id"], name="campaign_newest"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "year", "name"), name="campaign_once"),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="campaign_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AreaCharge",
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
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charges",
                                to="org.person",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="charges",
                                to="org.unit",
                                verbose_name="area",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="charges",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["unit__place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "unit"), name="charge_area_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GroupMember",
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
                            "seat",
                            models.CharField(
                                choices=[
                                    ("head", "Group head"),
                                    ("deputy", "Deputy head"),
                                    ("member", "Member"),
                                    ("office", "Office director"),
                                ],
                                default="member",
                                max_length=10,
                                verbose_name="seat",
                            ),
                        ),
                        ("duty", models.CharField(blank=True, max_length=100, verbose_name="duty")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="group",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="group_seats",
                                to="org.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "person"), name="group_person_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Indicator",
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
                        ("code", models.CharField(max_length=40, verbose_name="code")),
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("measure", models.CharField(max_length=10, verbose_name="unit of measure")),
                        ("decimals", models.PositiveSmallIntegerField(default=0, verbose_name="decimals")),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("in_use", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="indicators",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "code"), name="indicator_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Initiative",
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
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("note", models.TextField(blank=True, verbose_name="note")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="initiatives",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "origin",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="copies",
                                to="campaign.initiative",
                                verbose_name="deployed from",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Quota",
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
                        ("wanted", models.PositiveSmallIntegerField(verbose_name="number wanted")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quotas",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "kind"), name="quota_kind_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportRule",
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
                                choices=[
                                    ("weekly", "Weekly report"),
                                    ("fortnight", "Fortnightly report"),
                                    ("monthly", "Monthly report"),
                                    ("closing", "Closing report"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("in_use", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "due_after",
                            models.PositiveSmallIntegerField(
                                default=1, verbose_name="due, working days after the period"
                            ),
                        ),
                        (
                            "parts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("figures", "Figures"),
                                        ("body", "Work done"),
                                        ("problems", "Problems and requests"),
                                        ("next_steps", "Next steps"),
                                        ("experience", "Experience and suggestions"),
                                    ],
                                    max_length=12,
                                ),
                                default=dundian.campaign.asked.usual_parts,
                                size=None,
                                verbose_name="parts",
                            ),
                        ),
                        (
                            "countersign",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Nobody"),
                                    ("area", "The leader in charge of the area"),
                                    ("head", "The head of the leading group"),
                                ],
                                max_length=10,
                                verbose_name="countersigned by",
                            ),
                        ),
                        (
                            "gather_after",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                verbose_name="combined report due, working days after the period",
                            ),
                        ),
                        (
                            "gather_countersign",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("", "Nobody"),
                                    ("area", "The leader in charge of the area"),
                                    ("head", "The head of the leading group"),
                                ],
                                max_length=10,
                                verbose_name="combined report countersigned by",
                            ),
                        ),
                        ("by_area", models.BooleanField(default=False, verbose_name="counties gather first")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="report_rules",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "kind"), name="rule_kind_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Site",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("chosen", "Chosen"),
                                    ("active", "Team on site"),
                                    ("closed", "Ended"),
                                ],
                                default="chosen",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="why chosen")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sites",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "county",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="area",
                            ),
                        ),
                        (
                            "initiatives",
                            models.ManyToManyField(
                                blank=True,
                                related_name="sites",
                                to="campaign.initiative",
                                verbose_name="initiatives",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="sites",
                                to="org.unit",
                                verbose_name="grassroots union",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-campaign", "county", "id"], name="site_order"),
                            models.Index(fields=["campaign", "kind", "id"], name="site_campaign_kind"),
                            models.Index(fields=["unit", "-id"], name="site_unit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "unit"), name="site_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Stage",
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
                        ("starts_on", models.DateField(verbose_name="starts on")),
                        ("ends_on", models.DateField(verbose_name="ends on")),
                        ("content", models.TextField(blank=True, verbose_name="what is done")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stages",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["starts_on", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="stage_dates",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TaskSet",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("edition", models.PositiveSmallIntegerField(default=1, verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("published", "Published"),
                                    ("retired", "Retired"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("source", models.CharField(blank=True, max_length=200, verbose_name="source")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="task_sets",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-year", "name", "-edition"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "name", "year", "edition"), name="taskset_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="campaign",
            name="task_sets",
            field=models.ManyToManyField(
                blank=True, related_name="campaigns", to="campaign.taskset", verbose_name="task sets"
            ),
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="TaskSetItem",
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
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        ("name", models.CharField(blank=True, max_length=100, verbose_name="task")),
                        ("content", models.TextField(blank=True, verbose_name="what is asked")),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="target"
                            ),
                        ),
                        (
                            "due_after_days",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="due, days after the start"
                            ),
                        ),
                        ("fixed_on", models.DateField(blank=True, null=True, verbose_name="fixed date")),
                        (
                            "before_end",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="fixed, working days before the end"
                            ),
                        ),
                        (
                            "takes_days",
                            models.PositiveSmallIntegerField(default=5, verbose_name="takes, working days"),
                        ),
                        ("weight", models.PositiveSmallIntegerField(default=10, verbose_name="weight")),
                        (
                            "evidence",
                            models.CharField(blank=True, max_length=200, verbose_name="evidence expected"),
                        ),
                        ("suggested", models.BooleanField(default=False, verbose_name="suggestion only")),
                        ("key", models.UUIDField(default=dundian.kernel.models.new_id, editable=False)),
                        (
                            "after",
                            models.ManyToManyField(
                                blank=True,
                                related_name="before",
                                to="campaign.tasksetitem",
                                verbose_name="comes after",
                            ),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaign.indicator",
                                verbose_name="indicator",
                            ),
                        ),
                        (
                            "task_set",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="campaign.taskset",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("task_set", "place"), name="taskset_place"),
                            models.UniqueConstraint(fields=("task_set", "key"), name="taskset_key"),
                            models.CheckConstraint(
                                condition=models.Q(("takes_days__gte", 1)), name="taskset_takes"
                            ),
                        ],
                    },
                ),
            ]
        ),
    ]
