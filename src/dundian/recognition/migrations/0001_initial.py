import django.contrib.postgres.fields
import django.core.validators
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
        ("campaign", "0001_initial"),
        ("documents", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Category",
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
                        ("place", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=40, verbose_name="category")),
                        (
                            "subject",
                            models.CharField(
                                choices=[("unit", "Units"), ("person", "Individuals")],
                                max_length=10,
                                verbose_name="who is commended",
                            ),
                        ),
                        (
                            "kinds",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
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
                                ),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="kinds of unit that are eligible",
                            ),
                        ),
                        (
                            "quota",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(2000),
                                ],
                                verbose_name="number commended",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place"],
                    },
                ),
                migrations.CreateModel(
                    name="Panel",
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
                        ("place", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=40, verbose_name="panel")),
                    ],
                    options={
                        "ordering": ["place"],
                    },
                ),
                migrations.CreateModel(
                    name="Nomination",
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
                        ("statement", models.TextField(max_length=3000, verbose_name="what was achieved")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "To be vetted"),
                                    ("returned", "Returned"),
                                    ("left_out", "Not passed on"),
                                    ("admitted", "Before the panel"),
                                    ("struck", "Struck off"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                default="waiting",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("total", models.DecimalField(blank=True, decimal_places=3, max_digits=6, null=True)),
                        ("listed_on", models.DateField(blank=True, null=True)),
                        ("notice_until", models.DateField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="recognition.category",
                                verbose_name="category",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations_held",
                                to="org.unit",
                                verbose_name="with",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="org.person",
                                verbose_name="cadre",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                        (
                            "proposed_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations_made",
                                to="org.unit",
                                verbose_name="nominated by",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="nominations",
                                to="org.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["holder", "state", "id"], name="nomination_holder")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("person", None), ("unit__isnull", False)),
                                    models.Q(("person__isnull", False), ("unit", None)),
                                    _connector="OR",
                                ),
                                name="nomination_whom",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="NominationEvent",
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
                        ("verb", models.CharField(max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "To be vetted"),
                                    ("returned", "Returned"),
                                    ("left_out", "Not passed on"),
                                    ("admitted", "Before the panel"),
                                    ("struck", "Struck off"),
                                    ("withdrawn", "Withdrawn"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
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
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="recognition.nomination",
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
                        "ordering": ["at", "id"],
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
                        ("place", models.PositiveSmallIntegerField()),
                        ("name", models.CharField(max_length=60, verbose_name="criterion")),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("results", "Results against targets"),
                                    ("concerns", "Workers’ concerns settled and verified"),
                                    ("host_word", "Word of the host union"),
                                    ("workers_word", "Word of the workers"),
                                    ("inspection", "Findings of inspections"),
                                    ("look_back", "Findings of look-backs"),
                                ],
                                max_length=14,
                                verbose_name="evidence drawn on",
                            ),
                        ),
                        (
                            "weight",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="weight",
                            ),
                        ),
                        ("guide", models.CharField(blank=True, max_length=300, verbose_name="how to judge")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="criteria",
                                to="recognition.category",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="criteria",
                                to="recognition.panel",
                                verbose_name="panel that judges it",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place"],
                        "constraints": [
                            models.UniqueConstraint(fields=("category", "place"), name="criterion_place"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    (
                                        "source__in",
                                        [
                                            "results",
                                            "concerns",
                                            "host_word",
                                            "workers_word",
                                            "inspection",
                                            "look_back",
                                        ],
                                    )
                                ),
                                name="criterion_source",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("weight__range", (1, 100))), name="criterion_weight"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Round",
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
                        ("since", models.DateField(verbose_name="evidence from")),
                        ("until", models.DateField(verbose_name="evidence until")),
                        (
                            "words_until",
                            models.DateField(blank=True, null=True, verbose_name="words of host unions by"),
                        ),
                        (
                            "nominate_until",
                            models.DateField(blank=True, null=True, verbose_name="nominations by"),
                        ),
                        ("judge_until", models.DateField(blank=True, null=True, verbose_name="scores by")),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=100, verbose_name="whom to turn to"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "In preparation"),
                                    ("nominating", "Nominations"),
                                    ("judging", "Judged by the panels"),
                                    ("listed", "List drawn up"),
                                    ("noticed", "Public notice"),
                                    ("decided", "Decided"),
                                    ("ended", "Called off"),
                                ],
                                default="preparing",
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("ended_from", models.CharField(blank=True, max_length=12)),
                        ("opened_at", models.DateTimeField(blank=True, null=True)),
                        ("token", models.CharField(blank=True, max_length=16)),
                        ("noticed_on", models.DateField(blank=True, null=True)),
                        ("decided_on", models.DateField(blank=True, null=True)),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commendation_rounds",
                                to="campaign.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "decision",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="commendation_rounds",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-year", "-id"], name="round_newest"),
                            models.Index(fields=["unit", "-year", "-id"], name="round_unit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "year", "name"), name="round_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("token", ""), _negated=True),
                                fields=("token",),
                                name="round_token_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("until__gte", models.F("since"))), name="round_dates"
                            ),
                        ],
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
                        ("most", models.PositiveSmallIntegerField(verbose_name="at most")),
                        (
                            "category",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="recognition.category",
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
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="quotas",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("round", "category", "unit"), name="commendation_quota_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Objection",
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
                        ("number", models.CharField(max_length=20, unique=True, verbose_name="number")),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("page", "Public page"),
                                    ("phone", "Telephone"),
                                    ("letter", "Letter"),
                                    ("visit", "Visit"),
                                ],
                                max_length=10,
                                verbose_name="how it came",
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="objection")),
                        ("contact", models.BinaryField(null=True)),
                        ("contact_key", models.CharField(blank=True, max_length=16)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("received", "To be looked into"),
                                    ("upheld", "Upheld"),
                                    ("dismissed", "Not upheld"),
                                ],
                                default="received",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "findings",
                            models.TextField(blank=True, max_length=2000, verbose_name="what was found"),
                        ),
                        (
                            "reply",
                            models.TextField(
                                blank=True, max_length=1000, verbose_name="answer to whoever objected"
                            ),
                        ),
                        ("received_on", models.DateField(default=dundian.kernel.clock.today)),
                        ("handled_at", models.DateTimeField(null=True)),
                        (
                            "handled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="objections",
                                to="recognition.nomination",
                                verbose_name="against whom",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="objections",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["round", "-id"], name="objection_round")],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="nomination",
            name="round",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="nominations",
                to="recognition.round",
            ),
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Judge",
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
                                related_name="judgeships",
                                to="org.person",
                                verbose_name="judge",
                            ),
                        ),
                        (
                            "panel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="judges",
                                to="recognition.panel",
                                verbose_name="panel",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="judges",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["panel__place", "person__name", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "panel", "person"), name="judge_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HostWord",
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
                            "grade",
                            models.CharField(
                                choices=[
                                    ("satisfied", "Satisfied"),
                                    ("basically", "Basically satisfied"),
                                    ("not", "Not satisfied"),
                                ],
                                max_length=10,
                                verbose_name="opinion",
                            ),
                        ),
                        (
                            "text",
                            models.TextField(
                                max_length=1000, verbose_name="what the team has brought, what is lacking"
                            ),
                        ),
                        ("on", models.DateField(default=dundian.kernel.clock.today)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="host_words",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="host_words",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "site"), name="host_word_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Honour",
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
                        ("name", models.CharField(max_length=100, verbose_name="honour")),
                        ("given_by", models.CharField(max_length=100, verbose_name="given by")),
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("given_on", models.DateField(blank=True, null=True, verbose_name="given on")),
                        (
                            "number",
                            models.CharField(blank=True, max_length=60, verbose_name="document number"),
                        ),
                        ("revoked_on", models.DateField(blank=True, null=True, verbose_name="taken back on")),
                        (
                            "revoked_why",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="why it was taken back"
                            ),
                        ),
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
                            "citation",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="honours",
                                to="org.person",
                                verbose_name="cadre",
                            ),
                        ),
                        (
                            "place",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="honours",
                                to="org.unit",
                                verbose_name="unit",
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="honours",
                                to="recognition.nomination",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="honours",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-year", "place", "id"], name="honour_year"),
                            models.Index(fields=["person", "-year"], name="honour_person"),
                            models.Index(fields=["place", "-year"], name="honour_place"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("person", None), ("unit__isnull", False)),
                                    models.Q(("person__isnull", False), ("unit", None)),
                                    _connector="OR",
                                ),
                                name="honour_whose",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_on", None)),
                                fields=("unit", "person", "name", "year", "given_by"),
                                name="honour_once",
                                nulls_distinct=False,
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="EvidenceFile",
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
                        ("body", models.TextField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="evidence_files",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                        (
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="files",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["round", "id"], name="evidence_round")],
                        "constraints": [
                            models.UniqueConstraint(fields=("round", "site"), name="evidence_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="RoundEvent",
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
                        ("verb", models.CharField(max_length=20)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("preparing", "In preparation"),
                                    ("nominating", "Nominations"),
                                    ("judging", "Judged by the panels"),
                                    ("listed", "List drawn up"),
                                    ("noticed", "Public notice"),
                                    ("decided", "Decided"),
                                    ("ended", "Called off"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
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
                            "round",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="recognition.round",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Scheme",
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
                        ("name", models.CharField(max_length=80, verbose_name="name")),
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
                        (
                            "notice_days",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60),
                                ],
                                verbose_name="public notice, working days",
                            ),
                        ),
                        (
                            "outlier_gap",
                            models.PositiveSmallIntegerField(
                                default=20,
                                validators=[
                                    django.core.validators.MinValueValidator(5),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="an outlier lies so many points off the panel’s median",
                            ),
                        ),
                        (
                            "principles",
                            models.TextField(blank=True, max_length=2000, verbose_name="principles"),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="schemes",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-year", "-id"], name="scheme_newest")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "name", "year", "edition"), name="scheme_once"
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="round",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rounds",
                to="recognition.scheme",
                verbose_name="scheme",
            ),
        ),
        migrations.AddField(
            model_name="panel",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="panels", to="recognition.scheme"
            ),
        ),
        migrations.AddField(
            model_name="category",
            name="scheme",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="categories",
                to="recognition.scheme",
            ),
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Score",
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
                            "points",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(0),
                                    django.core.validators.MaxValueValidator(100),
                                ],
                                verbose_name="points",
                            ),
                        ),
                        ("ground", models.CharField(blank=True, max_length=300, verbose_name="grounds")),
                        (
                            "criterion",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="scores",
                                to="recognition.criterion",
                            ),
                        ),
                        (
                            "judge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="recognition.judge",
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="scores",
                                to="recognition.nomination",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("judge", "nomination", "criterion"), name="score_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("points__range", (0, 100))), name="score_range"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="GrowthNote",
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
                                    ("did", "What I did"),
                                    ("learned", "What I learned"),
                                    ("next", "What I want to learn next"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("on", models.DateField(default=dundian.kernel.clock.today, verbose_name="day")),
                        ("text", models.TextField(max_length=2000, verbose_name="own words")),
                        (
                            "shared",
                            models.BooleanField(default=True, verbose_name="my home unit may read this"),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="growth_notes",
                                to="org.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-on", "-id"],
                        "indexes": [models.Index(fields=["person", "-on", "-id"], name="growth_person")],
                    },
                ),
                migrations.CreateModel(
                    name="DeclaredConflict",
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
                            "how",
                            models.CharField(
                                choices=[("declared", "declared"), ("found", "found from the records")],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(max_length=200, verbose_name="what the relation is")),
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
                            "judge",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflicts",
                                to="recognition.judge",
                            ),
                        ),
                        (
                            "nomination",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflicts",
                                to="recognition.nomination",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("judge", "nomination"), name="conflict_once")
                        ],
                    },
                ),
            ]
        ),
        migrations.AddIndex(
            model_name="nomination",
            index=models.Index(fields=["round", "category", "id"], name="nomination_round"),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("round", "category", "unit"),
                name="nomination_unit_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="nomination",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "withdrawn"), _negated=True),
                fields=("round", "category", "person"),
                name="nomination_person_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="panel",
            constraint=models.UniqueConstraint(fields=("scheme", "place"), name="panel_place"),
        ),
        migrations.AddConstraint(
            model_name="category",
            constraint=models.UniqueConstraint(fields=("scheme", "place"), name="category_place"),
        ),
    ]
