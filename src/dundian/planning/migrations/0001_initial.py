import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.manager
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
                    name="Dispatch",
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
                        ("starts_on", models.DateField(verbose_name="starts on")),
                        ("ends_on", models.DateField(verbose_name="ends on")),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="dispatches",
                                to="documents.document",
                                verbose_name="notice",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["starts_on", "ends_on"], name="dispatch_dates")],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="dispatch_dates_order",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DispatchChange",
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
                                choices=[("extended", "Extended"), ("ended", "Ended early")], max_length=10
                            ),
                        ),
                        ("before", models.DateField(verbose_name="end before")),
                        ("after", models.DateField(verbose_name="end after")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
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
                            "dispatch",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="planning.dispatch",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Team",
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
                        ("name", models.CharField(max_length=60, verbose_name="team name")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being formed"),
                                    ("dispatched", "Dispatched"),
                                    ("ended", "Ended"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="teams",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "site",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team",
                                to="campaign.site",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["campaign", "name", "id"], name="team_campaign_name"),
                            models.Index(fields=["campaign", "state", "id"], name="team_campaign_state"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "name"), name="team_name_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="MemberChange",
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
                                choices=[("replaced", "Replaced"), ("stand_in", "Stood in for")],
                                max_length=10,
                            ),
                        ),
                        ("since", models.DateField(verbose_name="from")),
                        ("until", models.DateField(verbose_name="to")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
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
                            "coming",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                            ),
                        ),
                        (
                            "leaving",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                            ),
                        ),
                        (
                            "notice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="member_changes",
                                to="documents.document",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="member_changes",
                                to="planning.team",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["since", "id"],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="dispatch",
            name="team",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT, related_name="dispatch", to="planning.team"
            ),
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="TeamMember",
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
                        ("leads", models.BooleanField(default=False, verbose_name="team leader")),
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
                        ("since", models.DateField(blank=True, null=True, verbose_name="from")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="team_places",
                                to="org.person",
                                verbose_name="cadre",
                            ),
                        ),
                        (
                            "stands_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stand_ins",
                                to="planning.teammember",
                                verbose_name="stands in for",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="planning.team",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-leads", "created_at", "id"],
                        "base_manager_name": "ever",
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("until", None)),
                                fields=("team", "person"),
                                name="member_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("leads", True), ("until", None)),
                                fields=("team",),
                                name="one_leader",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("since", None),
                                    ("until", None),
                                    ("until__gte", models.F("since")),
                                    _connector="OR",
                                ),
                                name="member_period",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    ("stands_for", None),
                                    models.Q(("since__isnull", False), ("until__isnull", False)),
                                    _connector="OR",
                                ),
                                name="stand_in_has_days",
                            ),
                        ],
                    },
                    managers=[
                        ("objects", django.db.models.manager.Manager()),
                        ("ever", django.db.models.manager.Manager()),
                    ],
                ),
                migrations.CreateModel(
                    name="Candidate",
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
                            "workers",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="workers"),
                        ),
                        (
                            "members",
                            models.PositiveIntegerField(blank=True, null=True, verbose_name="members"),
                        ),
                        (
                            "complexity",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="complexity of labour relations (1–5)",
                            ),
                        ),
                        (
                            "foundation",
                            models.PositiveSmallIntegerField(
                                blank=True,
                                null=True,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(5),
                                ],
                                verbose_name="foundation of union work (1 weak – 5 strong)",
                            ),
                        ),
                        (
                            "weaknesses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="weaknesses",
                            ),
                        ),
                        ("contact", models.CharField(blank=True, max_length=40, verbose_name="contact")),
                        ("note", models.TextField(blank=True, verbose_name="survey note")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Open"), ("chosen", "Chosen"), ("passed", "Set aside")],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "decision",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="reason of the decision"
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="candidates",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="candidacies",
                                to="org.unit",
                                verbose_name="grassroots union",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["campaign", "id"], name="candidate_campaign"),
                            models.Index(fields=["campaign", "kind", "id"], name="candidate_campaign_kind"),
                            models.Index(fields=["campaign", "state", "id"], name="candidate_campaign_state"),
                            models.Index(
                                models.F("campaign"),
                                django.db.models.functions.comparison.Coalesce("workers", 0),
                                models.F("id"),
                                name="candidate_by_workers",
                            ),
                            models.Index(
                                models.F("campaign"),
                                django.db.models.functions.comparison.Coalesce("complexity", 0),
                                models.F("id"),
                                name="candidate_by_complexity",
                            ),
                            models.Index(
                                models.F("campaign"),
                                django.db.models.functions.comparison.Coalesce("foundation", 6),
                                models.F("id"),
                                name="candidate_by_foundation",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("campaign", "unit"), name="candidate_once")
                        ],
                    },
                ),
            ]
        ),
    ]
