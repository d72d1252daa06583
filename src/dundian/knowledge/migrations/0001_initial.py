import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.documents.models.documents
import dundian.kernel.clock
import dundian.kernel.finding
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("campaign", "0001_initial"),
        ("concerns", "0002_number"),
        ("documents", "0002_kinds_codes_and_replacement"),
        ("fieldwork", "0001_initial"),
        ("org", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="CarryOver",
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
                        ("carried", models.JSONField(default=dict)),
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
                            "new",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_from",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "old",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="carried_into",
                                to="campaign.campaign",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Channel",
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
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("mainstream", "Mainstream media"),
                                    ("partner", "Partner media"),
                                    ("own", "Own media"),
                                ],
                                max_length=12,
                                verbose_name="kind",
                            ),
                        ),
                        (
                            "form",
                            models.CharField(
                                choices=[
                                    ("brief", "Brief news"),
                                    ("article", "News article"),
                                    ("feature", "Long feature"),
                                    ("photos", "Photo story"),
                                    ("video", "Short video"),
                                ],
                                default="article",
                                max_length=10,
                                verbose_name="form",
                            ),
                        ),
                        (
                            "longest_title",
                            models.PositiveSmallIntegerField(
                                default=30, verbose_name="longest title, characters"
                            ),
                        ),
                        (
                            "longest_text",
                            models.PositiveIntegerField(
                                default=1500, verbose_name="longest text, characters"
                            ),
                        ),
                        ("in_use", models.BooleanField(default=True, verbose_name="in use")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="channels",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["kind", "name", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "name", "form"), name="channel_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Course",
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
                        ("teacher", models.CharField(blank=True, max_length=60, verbose_name="taught by")),
                        ("starts_at", models.DateTimeField(verbose_name="starts at")),
                        ("place", models.CharField(max_length=100, verbose_name="place")),
                        (
                            "hours",
                            models.DecimalField(
                                decimal_places=1, default=2, max_digits=4, verbose_name="hours"
                            ),
                        ),
                        ("content", models.TextField(blank=True, max_length=4000, verbose_name="content")),
                        (
                            "pass_mark",
                            models.PositiveSmallIntegerField(default=60, verbose_name="pass mark, per cent"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("held", "Held"),
                                    ("cancelled", "Called off"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courses",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courses",
                                to="org.unit",
                                verbose_name="given by",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-starts_at", "-id"], name="course_newest"),
                            models.Index(fields=["unit", "-starts_at", "-id"], name="course_unit"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(("pass_mark__lte", 100)), name="course_pass_mark"
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="InstitutionalResult",
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
                            "number",
                            models.CharField(blank=True, max_length=60, verbose_name="document number"),
                        ),
                        ("text", models.TextField(max_length=20000, verbose_name="text of the rule")),
                        (
                            "addressees",
                            models.CharField(blank=True, max_length=200, verbose_name="whom it binds"),
                        ),
                        (
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("trial", "On trial"),
                                    ("formal", "Formally in force"),
                                    ("abolished", "Abolished"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        (
                            "since",
                            models.DateField(default=dundian.kernel.clock.today, verbose_name="status since"),
                        ),
                        ("words", models.TextField(default="", editable=False)),
                        (
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "scope",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="holds in",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="institutions",
                                to="org.unit",
                                verbose_name="kept by",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                dundian.kernel.finding.Bigrams("words"),
                                fastupdate=False,
                                name="institution_words",
                            ),
                            models.Index(fields=["-since", "-id"], name="institution_newest"),
                            models.Index(fields=["unit", "status", "-id"], name="institution_unit"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "name"), name="institution_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Follower",
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
                        ("since", models.DateField(verbose_name="since")),
                        (
                            "how",
                            models.CharField(
                                blank=True, max_length=300, verbose_name="how it is put into practice"
                            ),
                        ),
                        ("ended_on", models.DateField(blank=True, null=True, verbose_name="until")),
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
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="followed",
                                to="org.unit",
                                verbose_name="followed by",
                            ),
                        ),
                        (
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="followers",
                                to="knowledge.institutionalresult",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["since", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("result", "unit"), name="follower_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Meeting",
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
                                    ("promotion", "Promotion meeting"),
                                    ("mobilisation", "Mobilisation meeting"),
                                    ("leading_group", "Meeting of the leading group"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        ("starts_at", models.DateTimeField(verbose_name="starts at")),
                        ("ends_at", models.DateTimeField(blank=True, null=True, verbose_name="ends at")),
                        ("place", models.CharField(max_length=100, verbose_name="place")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("held", "Held"),
                                    ("cancelled", "Called off"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("minutes", models.TextField(blank=True, max_length=20000, verbose_name="minutes")),
                        (
                            "campaign",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "chair",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                                verbose_name="chaired by",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="documents.document",
                                verbose_name="minutes",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="meetings",
                                to="org.unit",
                                verbose_name="called by",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-starts_at", "-id"], name="meeting_newest"),
                            models.Index(fields=["unit", "-starts_at", "-id"], name="meeting_unit"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Material",
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
                        ("name", models.CharField(max_length=120, verbose_name="name")),
                        (
                            "file",
                            models.FileField(
                                max_length=200,
                                storage=dundian.documents.models.documents.attachments,
                                upload_to="",
                            ),
                        ),
                        ("media_type", models.CharField(max_length=100)),
                        ("octets", models.PositiveIntegerField()),
                        ("sha256", models.CharField(max_length=64)),
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
                            "course",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="materials",
                                to="knowledge.course",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="materials",
                                to="knowledge.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("course", None), ("meeting__isnull", False)),
                                    models.Q(("course__isnull", False), ("meeting", None)),
                                    _connector="OR",
                                ),
                                name="material_of_one",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Invitation",
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
                        ("name", models.CharField(max_length=40, verbose_name="name")),
                        ("of", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        ("capacity", models.CharField(blank=True, max_length=30, verbose_name="as")),
                        (
                            "reply",
                            models.CharField(
                                choices=[
                                    ("open", "No answer yet"),
                                    ("coming", "Will come"),
                                    ("stand_in", "Sends somebody"),
                                    ("leave", "Asks for leave"),
                                ],
                                default="open",
                                max_length=10,
                                verbose_name="answer",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=100, verbose_name="note")),
                        ("attended", models.BooleanField(blank=True, null=True, verbose_name="attended")),
                        (
                            "person",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="invitations",
                                to="org.person",
                                verbose_name="person",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="invitations",
                                to="knowledge.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("meeting", "person"), name="invited_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Decision",
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
                        ("text", models.CharField(max_length=300, verbose_name="what was decided")),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("done_on", models.DateField(blank=True, null=True, verbose_name="done on")),
                        ("result", models.CharField(blank=True, max_length=300, verbose_name="result")),
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
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="decisions",
                                to="org.person",
                                verbose_name="owner",
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="decisions",
                                to="fieldwork.task",
                            ),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="decisions",
                                to="knowledge.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["due_on", "id"],
                        "indexes": [
                            models.Index(
                                condition=models.Q(("done_on", None)),
                                fields=["owner", "due_on"],
                                name="decision_open",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="AgendaItem",
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
                        ("title", models.CharField(max_length=100, verbose_name="point of the agenda")),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("report", "Summing up"),
                                    ("deploy", "Deployment of tasks"),
                                    ("decision", "Reading out a decision"),
                                    ("exchange", "Exchange of experience"),
                                    ("pledge", "Pledges"),
                                    ("speech", "Speech of a leader"),
                                    ("study", "Discussion and decision"),
                                    ("training", "Training session"),
                                ],
                                default="report",
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("speaker", models.CharField(blank=True, max_length=60, verbose_name="by whom")),
                        (
                            "minutes",
                            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="minutes"),
                        ),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="agenda",
                                to="knowledge.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Participant",
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
                        ("attended", models.BooleanField(blank=True, null=True, verbose_name="attended")),
                        (
                            "score",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="result of the check, per cent"
                            ),
                        ),
                        ("checked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "certificate",
                            models.CharField(
                                blank=True, max_length=40, verbose_name="number of the certificate"
                            ),
                        ),
                        (
                            "certified_on",
                            models.DateField(blank=True, null=True, verbose_name="certified on"),
                        ),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="participants",
                                to="knowledge.course",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="courses",
                                to="org.person",
                                verbose_name="person",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "indexes": [models.Index(fields=["person", "course"], name="participant_person")],
                        "constraints": [
                            models.UniqueConstraint(fields=("course", "person"), name="enrolled_once"),
                            models.UniqueConstraint(
                                condition=models.Q(("certificate", ""), _negated=True),
                                fields=("certificate",),
                                name="certificate_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PastFigure",
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
                        ("year", models.PositiveSmallIntegerField(verbose_name="year")),
                        ("name", models.CharField(max_length=60, verbose_name="figure")),
                        (
                            "measure",
                            models.CharField(blank=True, max_length=10, verbose_name="unit of measure"),
                        ),
                        (
                            "amount",
                            models.DecimalField(decimal_places=2, max_digits=14, verbose_name="amount"),
                        ),
                        ("source", models.CharField(blank=True, max_length=100, verbose_name="source")),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="past_figures",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("unit", "year", "name"), name="past_figure_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Practice",
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
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("problem", models.TextField(max_length=2000, verbose_name="what the problem was")),
                        ("approach", models.TextField(max_length=4000, verbose_name="what was done")),
                        ("result", models.TextField(max_length=2000, verbose_name="what came of it")),
                        (
                            "evidence",
                            models.TextField(blank=True, max_length=1000, verbose_name="what shows it"),
                        ),
                        (
                            "conditions",
                            models.TextField(blank=True, max_length=1000, verbose_name="what it takes"),
                        ),
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
                                verbose_name="kind of union",
                            ),
                        ),
                        ("industry", models.CharField(blank=True, max_length=20, verbose_name="industry")),
                        (
                            "weaknesses",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=40),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="weaknesses it answers",
                            ),
                        ),
                        (
                            "categories",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=8),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="categories of concerns it answers",
                            ),
                        ),
                        ("words", models.TextField(default="", editable=False)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Under review"),
                                    ("returned", "Returned"),
                                    ("accepted", "Taken in"),
                                    ("published", "Published"),
                                    ("withdrawn", "No longer recommended"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("submitted_at", models.DateTimeField(blank=True, null=True)),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
                        (
                            "published_on",
                            models.DateField(blank=True, null=True, verbose_name="published on"),
                        ),
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
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "concern",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="practices",
                                to="concerns.concern",
                            ),
                        ),
                        (
                            "issue",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="practices",
                                to="concerns.issue",
                            ),
                        ),
                        (
                            "log",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="practices",
                                to="fieldwork.worklog",
                            ),
                        ),
                        (
                            "published_in",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="published in",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="practices",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="practices",
                                to="org.unit",
                                verbose_name="arose at",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GinIndex(
                                dundian.kernel.finding.Bigrams("words"),
                                fastupdate=False,
                                name="practice_words",
                            ),
                            models.Index(fields=["-created_at", "-id"], name="practice_newest"),
                            models.Index(fields=["unit", "state", "-id"], name="practice_unit"),
                            models.Index(
                                fields=["published_in", "-published_on", "-id"], name="practice_published"
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    models.Q(
                                        ("published_in__isnull", False), ("published_on__isnull", False)
                                    ),
                                    _connector="OR",
                                ),
                                name="practice_published_somewhere",
                            )
                        ],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="institutionalresult",
            name="practices",
            field=models.ManyToManyField(
                blank=True, related_name="institutions", to="knowledge.practice", verbose_name="comes from"
            ),
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Adoption",
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
                        ("adopted_on", models.DateField(verbose_name="adopted on")),
                        (
                            "plan",
                            models.CharField(
                                blank=True, max_length=500, verbose_name="how it is fitted to the place"
                            ),
                        ),
                        (
                            "outcome",
                            models.CharField(
                                choices=[
                                    ("trying", "Being tried"),
                                    ("worked", "Worked"),
                                    ("partly", "Worked in part"),
                                    ("failed", "Did not work here"),
                                ],
                                default="trying",
                                max_length=10,
                                verbose_name="outcome",
                            ),
                        ),
                        (
                            "told",
                            models.CharField(blank=True, max_length=1000, verbose_name="what came of it"),
                        ),
                        ("told_on", models.DateField(blank=True, null=True)),
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
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="adoptions",
                                to="org.unit",
                                verbose_name="adopted by",
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="adoptions",
                                to="knowledge.practice",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["-adopted_on", "-id"],
                        "indexes": [models.Index(fields=["unit", "-adopted_on"], name="adoption_unit")],
                        "constraints": [
                            models.UniqueConstraint(fields=("practice", "unit"), name="adoption_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PublicityItem",
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
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("body", models.TextField(max_length=10000, verbose_name="text")),
                        (
                            "shows_worker",
                            models.BooleanField(default=False, verbose_name="a worker is shown or quoted"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("submitted", "Under review"),
                                    ("returned", "Returned"),
                                    ("approved", "Approved for publication"),
                                    ("dropped", "Not pursued"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("answered_at", models.DateTimeField(blank=True, null=True)),
                        ("reason", models.CharField(blank=True, max_length=500, verbose_name="reason")),
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
                            "author",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publicity",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "practice",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="publicity",
                                to="knowledge.practice",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="publicity",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="publicity",
                                to="org.unit",
                                verbose_name="about",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["-created_at", "-id"], name="publicity_newest"),
                            models.Index(fields=["unit", "state", "-id"], name="publicity_unit"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Placement",
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
                        ("title", models.CharField(max_length=80, verbose_name="title")),
                        ("body", models.TextField(max_length=10000, verbose_name="text")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "Planned"),
                                    ("published", "Published"),
                                    ("taken_down", "Taken down"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "published_on",
                            models.DateField(blank=True, null=True, verbose_name="published on"),
                        ),
                        ("link", models.URLField(blank=True, max_length=300, verbose_name="link")),
                        (
                            "channel",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="placements",
                                to="knowledge.channel",
                            ),
                        ),
                        (
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="placements",
                                to="knowledge.publicityitem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("item", "channel"), name="placement_once"),
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("state", "published"), _negated=True),
                                    ("published_on__isnull", False),
                                    _connector="OR",
                                ),
                                name="placement_dated",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appearance",
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
                        ("called", models.CharField(max_length=40, verbose_name="as called in the text")),
                        (
                            "shown",
                            models.CharField(
                                choices=[
                                    ("quoted", "Quoted by words"),
                                    ("photo", "Seen in a photo"),
                                    ("video", "Seen in a video"),
                                ],
                                max_length=10,
                                verbose_name="how the worker appears",
                            ),
                        ),
                        (
                            "how",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("signed", "Signed a sheet"),
                                    ("recorded", "Said so on record"),
                                    ("written", "Wrote a message"),
                                ],
                                max_length=10,
                                verbose_name="how agreement was given",
                            ),
                        ),
                        ("agreed_on", models.DateField(blank=True, null=True, verbose_name="agreed on")),
                        (
                            "kept_at",
                            models.CharField(
                                blank=True, max_length=100, verbose_name="where the agreement is kept"
                            ),
                        ),
                        (
                            "taken_back_on",
                            models.DateField(blank=True, null=True, verbose_name="taken back on"),
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
                            "item",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appearances",
                                to="knowledge.publicityitem",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Question",
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
                        ("text", models.CharField(max_length=200, verbose_name="question")),
                        (
                            "options",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=100), size=None, verbose_name="options"
                            ),
                        ),
                        ("answer", models.PositiveSmallIntegerField(verbose_name="right option")),
                        (
                            "course",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="questions",
                                to="knowledge.course",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="Speech",
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
                                choices=[("speech", "Speech"), ("pledge", "Pledge")],
                                max_length=10,
                                verbose_name="kind",
                            ),
                        ),
                        ("speaker", models.CharField(max_length=40, verbose_name="speaker")),
                        ("of", models.CharField(blank=True, max_length=60, verbose_name="unit")),
                        ("words", models.TextField(max_length=3000, verbose_name="what was said")),
                        (
                            "meeting",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="speeches",
                                to="knowledge.meeting",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="StatusChange",
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
                            "status",
                            models.CharField(
                                choices=[
                                    ("draft", "Draft"),
                                    ("trial", "On trial"),
                                    ("formal", "Formally in force"),
                                    ("abolished", "Abolished"),
                                ],
                                max_length=10,
                                verbose_name="status",
                            ),
                        ),
                        ("on", models.DateField(verbose_name="on")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
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
                            "result",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="knowledge.institutionalresult",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="YearSummary",
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
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        (
                            "addressees",
                            models.CharField(blank=True, max_length=300, verbose_name="addressed to"),
                        ),
                        ("overview", models.TextField(max_length=10000, verbose_name="what was done")),
                        (
                            "practices",
                            models.TextField(blank=True, max_length=10000, verbose_name="what was learned"),
                        ),
                        ("problems", models.TextField(blank=True, max_length=10000, verbose_name="problems")),
                        (
                            "institutions",
                            models.TextField(blank=True, max_length=10000, verbose_name="what became a rule"),
                        ),
                        (
                            "outlook",
                            models.TextField(blank=True, max_length=10000, verbose_name="what comes next"),
                        ),
                        ("tables", models.JSONField(default=list)),
                        ("drawn_at", models.DateTimeField(verbose_name="figures as of")),
                        (
                            "state",
                            models.CharField(
                                choices=[("draft", "Draft"), ("issued", "Issued")],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
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
                            "campaign",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_summary",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_summaries",
                                to="documents.document",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="year_summaries",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["-created_at", "-id"], name="year_summary_newest")],
                    },
                ),
            ]
        ),
    ]
