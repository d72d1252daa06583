import datetime

import django.contrib.postgres.indexes
import django.core.validators
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

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
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Concern",
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
                            "kind",
                            models.CharField(
                                choices=[
                                    ("concern", "Concern"),
                                    ("opinion", "Opinion"),
                                    ("suggestion", "Suggestion"),
                                    ("consultation", "Consultation"),
                                    ("praise", "Praise"),
                                ],
                                default="concern",
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "source",
                            models.CharField(
                                choices=[
                                    ("visit", "Visit"),
                                    ("log", "Work log"),
                                    ("phone", "Phone client"),
                                    ("worker", "Worker's page"),
                                    ("hotline", "Hotline 12351 or 12345"),
                                    ("survey", "Survey"),
                                    ("meeting", "Meeting"),
                                ],
                                default="visit",
                                max_length=10,
                                verbose_name="how it was heard",
                            ),
                        ),
                        (
                            "outside_number",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="number of the outside ticket"
                            ),
                        ),
                        (
                            "tier",
                            models.CharField(
                                choices=[("ordinary", "Ordinary"), ("hard", "Difficult"), ("grave", "Grave")],
                                default="ordinary",
                                max_length=10,
                                verbose_name="tier",
                            ),
                        ),
                        (
                            "topic",
                            models.CharField(
                                choices=[
                                    ("wages", "Wages"),
                                    ("contract", "Labour contract"),
                                    ("insurance", "Social insurance"),
                                    ("safety", "Safety and health"),
                                    ("hours", "Working hours and rest"),
                                    ("welfare", "Welfare and living"),
                                    ("union", "Union work"),
                                    ("skills", "Training and skills"),
                                    ("other", "Other"),
                                ],
                                default="other",
                                max_length=12,
                                verbose_name="topic",
                            ),
                        ),
                        (
                            "category",
                            models.CharField(blank=True, default="", max_length=8, verbose_name="category"),
                        ),
                        (
                            "category_how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("person", "by hand"),
                                    ("machine", "suggested and sorted automatically"),
                                ],
                                default="",
                                max_length=8,
                                verbose_name="sorted",
                            ),
                        ),
                        ("log_id", models.UUIDField(blank=True, null=True)),
                        ("text", models.TextField(max_length=2000, verbose_name="the matter")),
                        ("people", models.PositiveIntegerField(default=1, verbose_name="workers concerned")),
                        (
                            "raised_on",
                            models.DateField(default=dundian.kernel.clock.today, verbose_name="raised on"),
                        ),
                        (
                            "clock_from",
                            models.DateTimeField(
                                default=dundian.kernel.clock.now, verbose_name="time counts from"
                            ),
                        ),
                        ("due_at", models.DateTimeField(verbose_name="to be settled by")),
                        ("warn_at", models.DateTimeField()),
                        ("reply_due_at", models.DateTimeField(verbose_name="first reply by")),
                        (
                            "replied_at",
                            models.DateTimeField(blank=True, null=True, verbose_name="first reply on"),
                        ),
                        ("paused_at", models.DateTimeField(blank=True, null=True)),
                        ("bounces", models.PositiveSmallIntegerField(default=0)),
                        (
                            "led_at",
                            models.DateTimeField(
                                blank=True, null=True, verbose_name="with the leading group since"
                            ),
                        ),
                        (
                            "reopened",
                            models.PositiveSmallIntegerField(default=0, verbose_name="times taken up again"),
                        ),
                        (
                            "step",
                            models.CharField(
                                choices=[
                                    ("found", "Problem found"),
                                    ("reopened", "Taken up again"),
                                    ("thought", "Thought through"),
                                    ("goal", "Goal set"),
                                    ("acted", "Acted on"),
                                    ("verified", "Verified with the worker"),
                                    ("closed", "Closed"),
                                ],
                                default="found",
                                max_length=10,
                                verbose_name="step",
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("solved", "Solved"),
                                    ("partly", "Partly solved"),
                                    ("explained", "Explained"),
                                    ("outside", "Outside the union's remit"),
                                    ("unreasonable", "Without grounds"),
                                    ("withdrawn", "Withdrawn"),
                                    ("passed_on", "Passed on"),
                                ],
                                max_length=12,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "workers_word",
                            models.CharField(blank=True, max_length=500, verbose_name="the worker's word"),
                        ),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "handler",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns_handled",
                                to="org.unit",
                                verbose_name="handled by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns_owned",
                                to="org.person",
                                verbose_name="person in charge",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="concerns.concern",
                                verbose_name="part of",
                            ),
                        ),
                        (
                            "raised_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns_raised",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concerns",
                                to="org.unit",
                                verbose_name="arose at",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                dundian.kernel.finding.Bigrams("text"), fastupdate=False, name="concern_words"
                            ),
                            models.Index(fields=["unit", "-raised_on", "-id"], name="concern_unit_raised"),
                            models.Index(fields=["handler", "step", "due_at"], name="concern_handler"),
                            models.Index(fields=["-raised_on", "-id"], name="concern_raised"),
                            models.Index(
                                condition=models.Q(("step", "closed"), _negated=True),
                                fields=["due_at", "id"],
                                name="concern_open_due",
                            ),
                            models.Index(
                                condition=models.Q(
                                    ("replied_at", None), models.Q(("step", "closed"), _negated=True)
                                ),
                                fields=["reply_due_at"],
                                name="concern_reply_due",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("outside_number", ""), _negated=True),
                                fields=("unit", "outside_number"),
                                name="concern_outside_number_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="CallBack",
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
                        ("due_on", models.DateField(verbose_name="by")),
                        (
                            "result",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("satisfied", "Satisfied"),
                                    ("basically", "Basically satisfied"),
                                    ("not", "Not satisfied: taken up again"),
                                    ("unreached", "Could not be reached"),
                                ],
                                max_length=10,
                                verbose_name="what the worker says",
                            ),
                        ),
                        (
                            "word",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="in the worker's words"
                            ),
                        ),
                        ("at", models.DateTimeField(blank=True, null=True)),
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
                            "handled_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concern_call_backs",
                                to="org.unit",
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="call_backs",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("at", None)),
                                fields=["unit", "due_on"],
                                name="concern_call_back_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("at", None)),
                                fields=("concern",),
                                name="concern_call_back_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Attachment",
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
                        ("name", models.CharField(max_length=120, verbose_name="file name")),
                        ("file", models.FileField(max_length=200, upload_to="")),
                        ("media_type", models.CharField(max_length=100)),
                        ("octets", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="attachments",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("concern", "sha256"), name="concern_attachment_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Consent",
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
                        ("how", models.CharField(blank=True, max_length=200, verbose_name="how they agreed")),
                        ("given_at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        ("revoked_at", models.DateTimeField(null=True)),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="consents",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "revoked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["given_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("concern",),
                                name="one_consent_at_a_time",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DataKey",
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
                        ("key_id", models.CharField(db_index=True, max_length=16)),
                        ("wrapped", models.BinaryField()),
                        (
                            "concern",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="data_key",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Erasure",
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
                            "why",
                            models.CharField(
                                choices=[
                                    ("asked", "the worker asked for it"),
                                    ("time", "the time of keeping is over"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        (
                            "concern",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="erasure",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Escalation",
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
                                    ("accept", "A referral lies unanswered"),
                                    ("reply", "The worker has had no reply"),
                                    ("settle", "Not settled in time"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("due_at", models.DateTimeField()),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="escalations",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concern_escalations",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [models.Index(fields=["to", "-at"], name="concern_escalation_to")],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("concern", "matter", "due_at", "to"), name="concern_escalation_once"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="HandlingRule",
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
                            "warn_percent",
                            models.PositiveSmallIntegerField(
                                default=75,
                                validators=[
                                    django.core.validators.MinValueValidator(10),
                                    django.core.validators.MaxValueValidator(99),
                                ],
                                verbose_name="warn when this share of the time is used",
                            ),
                        ),
                        (
                            "quiet_from",
                            models.TimeField(default=datetime.time(20, 0), verbose_name="no notices from"),
                        ),
                        (
                            "quiet_until",
                            models.TimeField(default=datetime.time(8, 0), verbose_name="no notices until"),
                        ),
                        (
                            "bounces",
                            models.PositiveSmallIntegerField(
                                default=3,
                                validators=[
                                    django.core.validators.MinValueValidator(2),
                                    django.core.validators.MaxValueValidator(9),
                                ],
                                verbose_name="returns before the leading group has it",
                            ),
                        ),
                        (
                            "escalate_every",
                            models.PositiveSmallIntegerField(
                                default=21,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(700),
                                ],
                                verbose_name="working hours between two escalations",
                            ),
                        ),
                        (
                            "call_back_workdays",
                            models.PositiveSmallIntegerField(
                                default=5,
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(60),
                                ],
                                verbose_name="working days until the call-back",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="handling_rule",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Help",
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
                        ("part", models.CharField(max_length=500, verbose_name="which part")),
                        ("due_on", models.DateField(verbose_name="by")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("answered", "Answered"),
                                    ("released", "No longer needed"),
                                ],
                                default="asked",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=1000, verbose_name="answer")),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="helps",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concern_helps",
                                to="org.unit",
                                verbose_name="who helps",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [
                            models.Index(fields=["unit", "state", "due_on"], name="concern_help_unit")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "asked")),
                                fields=("concern", "unit"),
                                name="help_asked_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Issue",
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
                                choices=[("focus", "Focus issue"), ("common", "Common issue")],
                                max_length=8,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("suggested", "Suggested"),
                                    ("confirmed", "Confirmed"),
                                    ("settled", "Settled"),
                                    ("dismissed", "Not one issue"),
                                    ("merged", "Merged"),
                                    ("faded", "Suggestion lapsed"),
                                ],
                                default="suggested",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("name", models.CharField(max_length=60, verbose_name="name of the issue")),
                        ("goal", models.CharField(blank=True, max_length=300, verbose_name="goal")),
                        ("measures", models.TextField(blank=True, max_length=2000, verbose_name="measures")),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="to be settled by")),
                        (
                            "answer",
                            models.TextField(blank=True, max_length=2000, verbose_name="common answer"),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("settled_on", models.DateField(blank=True, null=True, verbose_name="settled on")),
                        (
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="concerns.issue",
                                verbose_name="merged into",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues",
                                to="org.person",
                                verbose_name="person in charge",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="issues",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "state", "-id"], name="issue_unit")],
                    },
                ),
                migrations.CreateModel(
                    name="IssueMember",
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
                        ("likeness", models.FloatField(default=0)),
                        ("out", models.BooleanField(default=False)),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="memberships",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="members",
                                to="concerns.issue",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("issue", "concern"), name="issue_member_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("out", False)),
                                fields=("concern",),
                                name="one_issue_a_concern",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Learned",
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
                        ("data", models.BinaryField()),
                        ("examples", models.PositiveIntegerField()),
                        ("right", models.FloatField()),
                        ("accepted", models.FloatField()),
                        ("vectors", models.BooleanField()),
                        ("trained_at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="learned",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "-trained_at"], name="learned_unit")],
                    },
                ),
                migrations.CreateModel(
                    name="Link",
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
                        ("why", models.CharField(blank=True, max_length=200, verbose_name="why")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "one",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_from",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "other",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="links_to",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("one", "other"), name="concern_link_once"),
                            models.CheckConstraint(
                                condition=models.Q(("one__lt", models.F("other"))),
                                name="concern_link_ordered",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Measure",
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
                        ("text", models.CharField(max_length=300, verbose_name="measure")),
                        ("due_on", models.DateField(verbose_name="by")),
                        (
                            "result",
                            models.CharField(blank=True, max_length=300, verbose_name="what came of it"),
                        ),
                        ("done_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="measures",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concern_measures",
                                to="org.person",
                                verbose_name="who does it",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_at", None)),
                                fields=["owner", "due_on"],
                                name="concern_measure_owner",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Note",
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
                        ("text", models.TextField(max_length=2000, verbose_name="note")),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notes",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="OutsideBody",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("labour", "Labour inspection"),
                                    ("court", "Court mediation"),
                                    ("arbitration", "Labour arbitration"),
                                    ("justice", "Legal aid and justice"),
                                    ("employer", "Employer"),
                                    ("other", "Other body"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "contact",
                            models.CharField(blank=True, max_length=100, verbose_name="contact office"),
                        ),
                        ("in_use", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="outside_bodies",
                                to="org.unit",
                                verbose_name="kept by",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "name", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "name"), name="outside_body_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Letter",
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
                                    ("reminder", "Reminder (提示函)"),
                                    ("opinion", "Opinion (意见书)"),
                                    ("advice", "Advice (建议书)"),
                                    ("transfer", "Transfer (移送函)"),
                                ],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("title", models.CharField(max_length=120, verbose_name="title")),
                        ("text", models.TextField(max_length=4000, verbose_name="text")),
                        (
                            "reply_days",
                            models.PositiveSmallIntegerField(verbose_name="working days to reply"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "To be issued"),
                                    ("issued", "Reply awaited"),
                                    ("answered", "Replied"),
                                    ("dropped", "Dropped"),
                                ],
                                default="draft",
                                max_length=10,
                            ),
                        ),
                        ("issued_at", models.DateTimeField(blank=True, null=True)),
                        ("reply_due_on", models.DateField(blank=True, null=True)),
                        (
                            "reply",
                            models.TextField(blank=True, max_length=4000, verbose_name="what they replied"),
                        ),
                        ("replied_on", models.DateField(blank=True, null=True, verbose_name="replied on")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="letters",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "document",
                            models.OneToOneField(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="documents.document",
                            ),
                        ),
                        (
                            "issued_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="concern_letters",
                                to="org.unit",
                                verbose_name="issuer",
                            ),
                        ),
                        (
                            "body",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letters",
                                to="concerns.outsidebody",
                                verbose_name="to whom",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state__in", ["draft", "issued"])),
                                fields=["unit", "reply_due_on"],
                                name="concern_letter_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Passage",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                            ),
                        ),
                        ("key", models.BinaryField()),
                        ("minute", models.BigIntegerField()),
                        ("count", models.PositiveIntegerField(default=1)),
                    ],
                    options={
                        "indexes": [models.Index(fields=["minute"], name="passage_minute")],
                        "constraints": [
                            models.UniqueConstraint(fields=("key", "minute"), name="passage_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Pause",
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
                            "reason",
                            models.CharField(
                                choices=[
                                    ("worker", "Waiting for the worker"),
                                    ("ruling", "Waiting for a court or arbitration"),
                                    ("date", "Waiting for a date"),
                                ],
                                max_length=10,
                                verbose_name="why",
                            ),
                        ),
                        ("text", models.CharField(max_length=300, verbose_name="what is awaited")),
                        ("until", models.DateField(verbose_name="goes on at the latest on")),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        ("ended_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pauses",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "ended_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("ended_at", None)),
                                fields=["until"],
                                name="concern_pause_open",
                            )
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("ended_at", None)),
                                fields=("concern",),
                                name="concern_pause_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Phrase",
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
                            "place",
                            models.CharField(
                                choices=[
                                    ("found", "Problem found"),
                                    ("thought", "Thought through"),
                                    ("goal", "Goal set"),
                                    ("acted", "Acted on"),
                                    ("verified", "Verified with the worker"),
                                    ("close", "Closing"),
                                    ("reply", "Reply to the worker"),
                                    ("refer", "Referring"),
                                    ("answer", "Answering a referral"),
                                    ("letter", "Letter"),
                                ],
                                max_length=10,
                                verbose_name="where it is offered",
                            ),
                        ),
                        ("text", models.CharField(max_length=500, verbose_name="phrase")),
                        (
                            "unit",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="concern_phrases",
                                to="org.unit",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="concern_phrases",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "created_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("unit", None), ("user__isnull", False)),
                                    models.Q(("unit__isnull", False), ("user", None)),
                                    _connector="OR",
                                ),
                                name="concern_phrase_whose",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Rating",
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
                            ),
                        ),
                        ("word", models.CharField(blank=True, max_length=500)),
                        ("at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="ratings",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Referral",
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
                            "direction",
                            models.CharField(
                                choices=[
                                    ("up", "Up"),
                                    ("down", "Down"),
                                    ("sideways", "Sideways"),
                                    ("group", "To the leading group"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("reason", models.CharField(max_length=500, verbose_name="why")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting for acceptance"),
                                    ("accepted", "Accepted"),
                                    ("returned", "Returned"),
                                    ("recalled", "Recalled"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("answer", models.CharField(blank=True, max_length=500, verbose_name="answer")),
                        ("answer_due_at", models.DateTimeField()),
                        ("warn_at", models.DateTimeField()),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "answered_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="referrals",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "sender",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals_sent",
                                to="org.unit",
                            ),
                        ),
                        (
                            "to",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="referrals_received",
                                to="org.unit",
                                verbose_name="refer to",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [
                            models.Index(fields=["to", "state", "answer_due_at"], name="referral_to"),
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["answer_due_at"],
                                name="referral_waiting_due",
                            ),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("state", "waiting")),
                                fields=("concern",),
                                name="one_waiting_referral",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Reply",
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
                        ("text", models.TextField(max_length=2000, verbose_name="reply")),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="replies",
                                to="concerns.concern",
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
                    name="Reporter",
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
                        ("named", models.BooleanField(default=True)),
                        ("sealed", models.BinaryField()),
                        (
                            "concern",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="reporter",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="RetentionRule",
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
                            "months",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(120),
                                ],
                                verbose_name="months after closing",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="retention_rule",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="SitePage",
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
                        ("token", models.CharField(max_length=16, unique=True)),
                        ("revoked_at", models.DateTimeField(null=True)),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="why")),
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
                            "revoked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="pages",
                                to="campaign.site",
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
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("revoked_at", None)),
                                fields=("site",),
                                name="one_live_page_a_site",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="StepTaken",
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
                            "step",
                            models.CharField(
                                choices=[
                                    ("found", "Problem found"),
                                    ("reopened", "Taken up again"),
                                    ("thought", "Thought through"),
                                    ("goal", "Goal set"),
                                    ("acted", "Acted on"),
                                    ("verified", "Verified with the worker"),
                                    ("closed", "Closed"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="what")),
                        ("facts", models.JSONField(blank=True, default=dict)),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="TimeLimit",
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
                                    ("accept", "Answer a referral"),
                                    ("reply", "First reply"),
                                    ("settle", "Settle a concern"),
                                ],
                                max_length=10,
                                verbose_name="for",
                            ),
                        ),
                        (
                            "tier",
                            models.CharField(
                                choices=[("ordinary", "Ordinary"), ("hard", "Difficult"), ("grave", "Grave")],
                                max_length=10,
                                verbose_name="tier",
                            ),
                        ),
                        (
                            "amount",
                            models.PositiveSmallIntegerField(
                                validators=[
                                    django.core.validators.MinValueValidator(1),
                                    django.core.validators.MaxValueValidator(1000),
                                ],
                                verbose_name="how much",
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                choices=[("hours", "working hours"), ("workdays", "working days")],
                                max_length=10,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="time_limits",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "matter", "tier"), name="time_limit_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="TrackingCode",
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
                        ("digest", models.BinaryField()),
                        (
                            "concern",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="tracking_code",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Urge",
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
                        ("on", models.DateField(default=dundian.kernel.clock.today)),
                        ("text", models.CharField(blank=True, max_length=200, verbose_name="what for")),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="urges",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("concern", "on"), name="concern_urge_daily")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Watch",
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="watches",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="concern_watches",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("concern", "user"), name="concern_watch_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="WorkerMessage",
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
                                choices=[("question", "Question"), ("added", "Added"), ("answer", "Answer")],
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField(max_length=2000, verbose_name="message")),
                        ("sealed", models.BinaryField(null=True)),
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
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="messages",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="WorkerPhoto",
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
                        ("file", models.CharField(max_length=200)),
                        (
                            "concern",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="worker_photos",
                                to="concerns.concern",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="CategoryTree",
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
                        ("edition", models.PositiveSmallIntegerField(verbose_name="edition")),
                        (
                            "since",
                            models.DateField(
                                default=dundian.kernel.clock.today, verbose_name="in force since"
                            ),
                        ),
                        (
                            "rows",
                            models.JSONField(
                                help_text="[[code, name, topic, code of the top or '', words], …]"
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="category_trees",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "edition"), name="category_edition_once")
                        ],
                    },
                ),
            ]
        ),
    ]
