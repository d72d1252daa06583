import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.campaign.asked
import dundian.kernel.clock
import dundian.kernel.finding
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campaign", "0001_initial"),
        ("documents", "0001_initial"),
        ("org", "0001_initial"),
        ("planning", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="CalendarFeed",
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
                        ("digest", models.CharField(max_length=64, unique=True)),
                        (
                            "user",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="calendar_feed",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Handover",
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
                                    ("replacement", "Replacement"),
                                    ("stand_in", "Temporary absence"),
                                    ("closing", "End of the dispatch"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="on")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "To be handed over"),
                                    ("given", "Handed over, to be taken"),
                                    ("taken", "Taken over"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "notes",
                            models.TextField(
                                blank=True, max_length=2000, verbose_name="notes for whoever follows"
                            ),
                        ),
                        ("given_at", models.DateTimeField(blank=True, null=True)),
                        ("taken_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "word",
                            models.CharField(blank=True, max_length=500, verbose_name="word on taking over"),
                        ),
                        ("moved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "coming",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                                verbose_name="takes over",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="documents.document",
                                verbose_name="sheet",
                            ),
                        ),
                        (
                            "given_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "leaving",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                                verbose_name="hands over",
                            ),
                        ),
                        (
                            "taken_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="planning.team",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="handovers",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-on", "-id"], name="handover_unit"),
                            models.Index(fields=["-on", "-id"], name="handover_on"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandoverItem",
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
                        ("source", models.CharField(max_length=20)),
                        ("ref", models.UUIDField()),
                        ("title", models.CharField(max_length=200)),
                        ("detail", models.CharField(blank=True, max_length=300)),
                        ("url", models.CharField(blank=True, max_length=200)),
                        ("due_on", models.DateField()),
                        (
                            "way",
                            models.CharField(
                                choices=[
                                    ("person", "A member of the team"),
                                    ("office", "The office"),
                                    ("team", "The team that follows"),
                                    ("visit", "The return visits"),
                                ],
                                max_length=10,
                                verbose_name="goes to",
                            ),
                        ),
                        ("settled_on", models.DateField(blank=True, null=True)),
                        ("result", models.CharField(blank=True, max_length=300)),
                        (
                            "handover",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="fieldwork.handover",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["source", "due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("settled_on", None)),
                                fields=["way", "due_on", "id"],
                                name="handover_item_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("handover", "source", "ref"), name="handover_item_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("way", "person"), _negated=True),
                                    ("to__isnull", False),
                                    _connector="OR",
                                ),
                                name="handover_item_person",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Leave",
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
                                    ("annual", "Annual leave"),
                                    ("sick", "Sick leave"),
                                    ("family", "Family matters"),
                                    ("official", "Official duty elsewhere"),
                                    ("other", "Other leave"),
                                    ("absence", "Absence noted"),
                                ],
                                default="other",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="to")),
                        ("from_noon", models.BooleanField(default=False, verbose_name="first day from noon")),
                        ("to_noon", models.BooleanField(default=False, verbose_name="last day until noon")),
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked for"),
                                    ("granted", "Granted"),
                                    ("returned", "Returned"),
                                    ("cancelled", "Cancelled"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("first_end", models.DateField(blank=True, null=True)),
                        ("answer", models.CharField(blank=True, max_length=200, verbose_name="answer")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "noted_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leaves",
                                to="org.person",
                                verbose_name="cadre",
                            ),
                        ),
                        (
                            "stand_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                                verbose_name="who stands in",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="leaves",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-starts_on", "-id"], name="leave_unit"),
                            models.Index(fields=["-starts_on", "-id"], name="leave_start"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="leave_dates",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LeftOut",
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaign.tasksetitem",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="left_out",
                                to="campaign.site",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("site", "item"), name="left_out_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Report",
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
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="to")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("accepted", "Accepted"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("body", models.TextField(blank=True, verbose_name="work done")),
                        ("problems", models.TextField(blank=True, verbose_name="problems and requests")),
                        ("next_steps", models.TextField(blank=True, verbose_name="next steps")),
                        (
                            "experience",
                            models.TextField(blank=True, verbose_name="experience and suggestions"),
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
                        ("drafted", models.JSONField(blank=True, default=dict)),
                        ("figures", models.JSONField(blank=True, default=list)),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("signed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "desk",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports_answered",
                                to="org.unit",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "sources",
                            models.ManyToManyField(
                                blank=True, related_name="gathered_in", to="fieldwork.report"
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="planning.team",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="reports",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-due_on", "-id"], name="report_unit_due"),
                            models.Index(fields=["state", "due_on", "id"], name="report_state_due"),
                            models.Index(fields=["-due_on", "-id"], name="report_due"),
                            models.Index(fields=["desk", "state", "due_on", "id"], name="report_desk"),
                            models.Index(fields=["campaign", "kind", "ends_on"], name="report_period"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("team", "kind", "starts_on"), name="report_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("team", None)),
                                fields=("campaign", "unit", "kind", "starts_on"),
                                name="report_combined_once",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="report_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReportEvent",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("accepted", "Accepted"),
                                    ("signed", "Countersigned"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "report",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="fieldwork.report",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Schedule",
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
                        ("number", models.PositiveSmallIntegerField(verbose_name="version")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("proposed", "Proposed"),
                                    ("accepted", "In force"),
                                    ("replaced", "Replaced"),
                                    ("declined", "Not taken"),
                                ],
                                default="proposed",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "cause",
                            models.CharField(
                                choices=[
                                    ("asked", "Planned by hand"),
                                    ("leave", "A leave was granted"),
                                    ("delay", "A step takes longer"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="cause",
                            ),
                        ),
                        ("because", models.CharField(blank=True, max_length=200, verbose_name="because of")),
                        ("from_on", models.DateField(verbose_name="planned from")),
                        ("ends_on", models.DateField(verbose_name="planned to")),
                        (
                            "at_once",
                            models.PositiveSmallIntegerField(
                                default=2, verbose_name="steps of one person at a time"
                            ),
                        ),
                        ("feasible", models.BooleanField(default=True)),
                        (
                            "chain",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), blank=True, default=list, size=None
                            ),
                        ),
                        ("findings", models.JSONField(blank=True, default=list)),
                        ("decided_at", models.DateTimeField(blank=True, null=True)),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="schedules",
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
                            "made_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="schedules",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="schedules",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "state", "-id"], name="schedule_unit_state")
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("site", "number"), name="schedule_number_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "accepted")),
                                fields=("site",),
                                name="schedule_one_in_force",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "proposed")),
                                fields=("site",),
                                name="schedule_one_waits",
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("from_on"))),
                                name="schedule_dates",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportLimit",
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
                            "matter",
                            models.CharField(
                                choices=[
                                    ("approve", "Approve or return"),
                                    ("answer", "Answer what will be done"),
                                    ("confirm", "Confirm what was received"),
                                    ("amend", "Amend a returned request"),
                                ],
                                max_length=10,
                                verbose_name="for",
                            ),
                        ),
                        (
                            "days",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="working days",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_limits",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "matter"), name="support_limit_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportRequest",
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
                                    ("office", "Office and equipment"),
                                    ("vehicle", "Vehicle"),
                                    ("lodging", "Accommodation and meals"),
                                    ("funds", "Funds"),
                                    ("expertise", "Expertise of a department"),
                                    ("difficulty", "Other difficulty on site"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="what is needed")),
                        ("wanted_on", models.DateField(blank=True, null=True, verbose_name="wanted by")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("approving", "Waiting for approval"),
                                    ("asked", "Waiting for an answer"),
                                    ("promised", "Being provided"),
                                    ("delivered", "Provided, to be confirmed"),
                                    ("returned", "Returned"),
                                    ("confirmed", "Received"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=12,
                                verbose_name="state",
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due on")),
                        (
                            "amount",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=11,
                                null=True,
                                verbose_name="amount asked",
                            ),
                        ),
                        (
                            "estimated",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=11,
                                null=True,
                                verbose_name="estimated",
                            ),
                        ),
                        (
                            "approved",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=11,
                                null=True,
                                verbose_name="approved",
                            ),
                        ),
                        (
                            "spent",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=11, null=True, verbose_name="spent"
                            ),
                        ),
                        (
                            "promise",
                            models.TextField(blank=True, max_length=1000, verbose_name="what will be done"),
                        ),
                        (
                            "promised_on",
                            models.DateField(blank=True, null=True, verbose_name="to be provided by"),
                        ),
                        (
                            "delivery",
                            models.TextField(blank=True, max_length=1000, verbose_name="what was provided"),
                        ),
                        (
                            "word",
                            models.CharField(blank=True, max_length=500, verbose_name="word of the team"),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                        ("urged_on", models.DateField(blank=True, null=True)),
                        (
                            "asked_by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="asked by",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_requests",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "delivered_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_asked",
                                to="org.unit",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_held",
                                to="org.unit",
                                verbose_name="with",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_requests",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="support_requests",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-created_at", "-id"], name="support_unit_created"),
                            models.Index(fields=["site", "-created_at", "-id"], name="support_site_created"),
                            models.Index(fields=["holder", "due_on", "id"], name="support_holder_due"),
                            models.Index(fields=["-created_at", "-id"], name="support_created"),
                            models.Index(fields=["due_on", "id"], name="support_due"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportHelp",
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
                        ("note", models.CharField(max_length=500)),
                        ("said", models.CharField(blank=True, max_length=500)),
                        ("said_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="department",
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helpers",
                                to="fieldwork.supportrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [models.Index(fields=["unit", "request"], name="supporthelp_unit")],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "unit"), name="support_helper_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportEvent",
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
                        ("verb", models.CharField(max_length=12)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("approving", "Waiting for approval"),
                                    ("asked", "Waiting for an answer"),
                                    ("promised", "Being provided"),
                                    ("delivered", "Provided, to be confirmed"),
                                    ("returned", "Returned"),
                                    ("confirmed", "Received"),
                                    ("cancelled", "Cancelled"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=1000)),
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
                            "holder",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="fieldwork.supportrequest",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["holder", "request"], name="supportevent_holder")],
                    },
                ),
                migrations.CreateModel(
                    name="SupportRoute",
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
                                    ("office", "Office and equipment"),
                                    ("vehicle", "Vehicle"),
                                    ("lodging", "Accommodation and meals"),
                                    ("funds", "Funds"),
                                    ("expertise", "Expertise of a department"),
                                    ("difficulty", "Other difficulty on site"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "above",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=11,
                                null=True,
                                verbose_name="only above (yuan)",
                            ),
                        ),
                        (
                            "area",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to="org.unit",
                                verbose_name="only sites of",
                            ),
                        ),
                        (
                            "department",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="department asked",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_routes",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "kind", "area", "above"),
                                name="support_route_once",
                                nulls_distinct=False,
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportRule",
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
                                    ("office", "Office and equipment"),
                                    ("vehicle", "Vehicle"),
                                    ("lodging", "Accommodation and meals"),
                                    ("funds", "Funds"),
                                    ("expertise", "Expertise of a department"),
                                    ("difficulty", "Other difficulty on site"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "level",
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
                                verbose_name="level",
                            ),
                        ),
                        (
                            "above",
                            models.DecimalField(
                                blank=True,
                                decimal_places=2,
                                max_digits=11,
                                null=True,
                                verbose_name="consent above (yuan)",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="support_rules",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "kind", "level"), name="support_rule_once"
                            ),
                            models.CheckConstraint(
                                condition=models.Q(("level__in", ["province", "prefecture", "county"])),
                                name="support_level",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="SupportStep",
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
                        (
                            "amount",
                            models.DecimalField(blank=True, decimal_places=2, max_digits=11, null=True),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "To come"),
                                    ("approved", "Approved"),
                                    ("returned", "Returned"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("opinion", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "request",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="fieldwork.supportrequest",
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
                        "ordering": ["place"],
                        "constraints": [
                            models.UniqueConstraint(fields=("request", "place"), name="support_step_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Task",
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
                        ("group", models.CharField(blank=True, max_length=60, verbose_name="task set")),
                        ("name", models.CharField(max_length=100, verbose_name="task")),
                        ("content", models.TextField(blank=True, verbose_name="what is asked")),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="target"
                            ),
                        ),
                        (
                            "progress",
                            models.DecimalField(
                                decimal_places=2, default=0, max_digits=12, verbose_name="reached"
                            ),
                        ),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("starts_on", models.DateField(blank=True, null=True, verbose_name="planned start")),
                        ("fixed_on", models.DateField(blank=True, null=True, verbose_name="fixed date")),
                        (
                            "takes_days",
                            models.PositiveSmallIntegerField(default=5, verbose_name="takes, working days"),
                        ),
                        ("weight", models.PositiveSmallIntegerField(default=10, verbose_name="weight")),
                        (
                            "evidence",
                            models.CharField(blank=True, max_length=200, verbose_name="evidence expected"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[("todo", "Not started"), ("doing", "Under way"), ("done", "Done")],
                                default="todo",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                        ("by_word", models.BooleanField(default=False)),
                        ("result", models.TextField(blank=True, verbose_name="result")),
                        (
                            "after",
                            models.ManyToManyField(
                                blank=True,
                                related_name="before",
                                to="fieldwork.task",
                                verbose_name="comes after",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="campaign.campaign",
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
                            "item",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="campaign.tasksetitem",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="org.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="tasks",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "due_on", "id"], name="task_unit_due"),
                            models.Index(
                                condition=models.Q(("state", "done"), _negated=True),
                                fields=["due_on", "id"],
                                name="task_open_due",
                            ),
                            models.Index(fields=["site", "due_on", "id"], name="task_site_due"),
                            models.Index(fields=["owner", "due_on", "id"], name="task_owner_due"),
                            models.Index(fields=["due_on", "id"], name="task_due"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("takes_days__gte", 1)), name="task_takes"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ScheduleLine",
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
                        ("takes_days", models.PositiveSmallIntegerField()),
                        ("task_version", models.PositiveIntegerField()),
                        ("starts_on", models.DateField()),
                        ("ends_on", models.DateField()),
                        ("latest_start", models.DateField()),
                        ("due_on", models.DateField()),
                        ("slack", models.SmallIntegerField()),
                        ("critical", models.BooleanField(default=False)),
                        ("was_start", models.DateField(blank=True, null=True)),
                        ("was_due", models.DateField()),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                            ),
                        ),
                        (
                            "schedule",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="fieldwork.schedule",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="schedule_lines",
                                to="fieldwork.task",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("schedule", "task"), name="schedule_task_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkLog",
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
                        ("on", models.DateField(default=dundian.kernel.clock.today, verbose_name="day")),
                        (
                            "activities",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(
                                    choices=[
                                        ("visit", "Visits and talks"),
                                        ("publicity", "Publicity and guidance"),
                                        ("organise", "Founding and recruiting"),
                                        ("rights", "Rights and disputes"),
                                        ("care", "Care and help"),
                                        ("training", "Training"),
                                        ("meeting", "Meetings and coordination"),
                                        ("other", "Other"),
                                    ],
                                    max_length=20,
                                ),
                                default=list,
                                size=None,
                                verbose_name="activities",
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=2000, verbose_name="what happened")),
                        ("people_met", models.PositiveIntegerField(default=0, verbose_name="people met")),
                        (
                            "evidence",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="where the evidence is"
                            ),
                        ),
                        (
                            "author",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="logs",
                                to="org.person",
                                verbose_name="cadre",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="logs",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="logs",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "tasks",
                            models.ManyToManyField(
                                blank=True,
                                related_name="logs",
                                to="fieldwork.task",
                                verbose_name="tasks moved",
                            ),
                        ),
                        (
                            "team",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="logs",
                                to="planning.team",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="logs",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-on", "-id"], name="log_unit_on"),
                            models.Index(fields=["site", "-on", "-id"], name="log_site_on"),
                            models.Index(fields=["author", "-on", "-id"], name="log_author_on"),
                            models.Index(fields=["-on", "-id"], name="log_on"),
                            django.contrib.postgres.indexes.GinIndex(
                                dundian.kernel.finding.Bigrams("text"), fastupdate=False, name="log_words"
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LogPhoto",
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
                        ("file", models.FileField(upload_to="photos/")),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "log",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="fieldwork.worklog",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [models.UniqueConstraint(fields=("log", "sha256"), name="photo_once")],
                    },
                ),
                migrations.CreateModel(
                    name="LogFigure",
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
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=12, verbose_name="amount"),
                        ),
                        (
                            "indicator",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="figures",
                                to="campaign.indicator",
                            ),
                        ),
                        (
                            "log",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="figures",
                                to="fieldwork.worklog",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("log", "indicator"), name="figure_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkPlan",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("agreed", "Agreed"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("situation", models.TextField(blank=True, verbose_name="the site and its problems")),
                        ("aims", models.TextField(blank=True, verbose_name="aims")),
                        ("support", models.TextField(blank=True, verbose_name="support needed")),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plan",
                                to="planning.team",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="plans",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-id"], name="plan_newest"),
                            models.Index(fields=["unit", "-id"], name="plan_unit"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanStage",
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
                        ("name", models.CharField(max_length=60, verbose_name="stage")),
                        ("starts_on", models.DateField(verbose_name="from")),
                        ("ends_on", models.DateField(verbose_name="to")),
                        ("content", models.TextField(blank=True, verbose_name="what is done")),
                        ("who", models.CharField(blank=True, max_length=60, verbose_name="who does it")),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="stages",
                                to="fieldwork.workplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                                name="plan_stage_dates",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PlanGoal",
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
                        ("name", models.CharField(max_length=100, verbose_name="goal")),
                        (
                            "target",
                            models.DecimalField(
                                blank=True, decimal_places=2, max_digits=12, null=True, verbose_name="target"
                            ),
                        ),
                        ("who", models.CharField(blank=True, max_length=60, verbose_name="who does it")),
                        (
                            "indicator",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaign.indicator",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="plan_goals",
                                to="fieldwork.task",
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="goals",
                                to="fieldwork.workplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="PlanEvent",
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
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Submitted"),
                                    ("returned", "Returned"),
                                    ("agreed", "Agreed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "plan",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="fieldwork.workplan",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Baseline",
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
                            "moment",
                            models.CharField(
                                choices=[("start", "At the start"), ("end", "At the end")],
                                max_length=10,
                                verbose_name="when",
                            ),
                        ),
                        ("on", models.DateField(default=dundian.kernel.clock.today, verbose_name="day")),
                        ("answers", models.JSONField(blank=True, default=dict)),
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
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baselines",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "form",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baselines",
                                to="campaign.baselineform",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baselines",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="baselines",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("site", "moment"), name="baseline_once")
                        ],
                    },
                ),
            ]
        ),
    ]
