import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.documents.kinds
import dundian.documents.models.documents
import dundian.documents.models.templates
import dundian.kernel.clock
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("documents", "0002_kinds_codes_and_replacement"),
        ("org", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Preview",
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
                        ("sha256", models.CharField(max_length=64, unique=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting in the queue"),
                                    ("running", "Being printed"),
                                    ("complete", "Ready"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("pages", models.PositiveSmallIntegerField(default=0)),
                        ("problem", models.CharField(blank=True, max_length=300)),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="Draft",
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
                                choices=dundian.documents.kinds.choices, max_length=40, verbose_name="kind"
                            ),
                        ),
                        ("title", models.CharField(max_length=200, verbose_name="title")),
                        ("facts", models.JSONField(default=dict)),
                        ("mark", models.CharField(blank=True, max_length=20, verbose_name="organ mark")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being drafted"),
                                    ("review", "Under review"),
                                    ("countersign", "Being countersigned"),
                                    ("approved", "To be numbered"),
                                    ("issued", "Issued"),
                                    ("dropped", "Dropped"),
                                ],
                                default="draft",
                                max_length=12,
                            ),
                        ),
                        (
                            "returned",
                            models.CharField(blank=True, max_length=300, verbose_name="reason for returning"),
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
                            "document",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draft",
                                to="documents.document",
                            ),
                        ),
                        (
                            "replaces",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="replacing_drafts",
                                to="documents.document",
                            ),
                        ),
                        (
                            "reviewed_by",
                            models.ForeignKey(
                                blank=True,
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
                                related_name="drafts",
                                to="org.unit",
                                verbose_name="issuing federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-created_at", "-id"], name="draft_unit"),
                            models.Index(fields=["state", "unit"], name="draft_state"),
                            models.Index(fields=["by", "state"], name="draft_by"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Countersign",
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
                        ("agreed_at", models.DateTimeField(blank=True, null=True)),
                        ("text", models.CharField(blank=True, max_length=300)),
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
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.unit"
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="countersigns",
                                to="documents.draft",
                            ),
                        ),
                    ],
                    options={
                        "constraints": [
                            models.UniqueConstraint(fields=("draft", "unit"), name="countersign_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DraftStep",
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
                                    ("drafted", "Drafted"),
                                    ("submitted", "Sent for review"),
                                    ("reviewed", "Approved in review"),
                                    ("returned", "Returned"),
                                    ("countersigned", "Countersigned"),
                                    ("issued", "Numbered and issued"),
                                    ("dropped", "Dropped"),
                                ],
                                max_length=14,
                            ),
                        ),
                        ("text", models.CharField(blank=True, max_length=300)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "draft",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="steps",
                                to="documents.draft",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["draft", "created_at"], name="draft_step")],
                    },
                ),
                migrations.CreateModel(
                    name="LetterTemplate",
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
                        ("kind", models.CharField(choices=dundian.documents.kinds.choices, max_length=40)),
                        ("edition", models.PositiveIntegerField(default=1)),
                        ("filename", models.CharField(max_length=200)),
                        (
                            "file",
                            models.FileField(
                                max_length=200,
                                storage=dundian.documents.models.documents.attachments,
                                upload_to=dundian.documents.models.templates.place_of_template,
                            ),
                        ),
                        ("sha256", models.CharField(max_length=64)),
                        ("octets", models.PositiveIntegerField(default=0)),
                        ("report", models.JSONField(default=dict)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("checked", "Checked, not in force"),
                                    ("active", "In force"),
                                    ("retired", "Retired"),
                                ],
                                default="checked",
                                max_length=10,
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
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="letter_templates",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "kind", "-edition"], name="letter_template_unit")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                fields=("unit", "kind", "edition"), name="letter_template_edition"
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("state", "active")),
                                fields=("unit", "kind"),
                                name="letter_template_one_active",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="PrintRun",
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
                        ("title", models.CharField(max_length=200)),
                        ("source", models.CharField(max_length=40)),
                        ("papers", models.JSONField(default=list)),
                        (
                            "form",
                            models.CharField(
                                choices=[("pdf", "One PDF to print"), ("zip", "Word files in a zip folder")],
                                default="pdf",
                                max_length=5,
                            ),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting in the queue"),
                                    ("running", "Being printed"),
                                    ("complete", "Ready"),
                                    ("failed", "Failed"),
                                ],
                                default="waiting",
                                max_length=10,
                            ),
                        ),
                        ("done", models.PositiveIntegerField(default=0)),
                        ("total", models.PositiveIntegerField(default=0)),
                        ("problem", models.CharField(blank=True, max_length=300)),
                        (
                            "file",
                            models.FileField(
                                blank=True,
                                max_length=200,
                                storage=dundian.documents.models.documents.attachments,
                                upload_to="",
                            ),
                        ),
                        ("octets", models.PositiveBigIntegerField(default=0)),
                        ("sha256", models.CharField(blank=True, max_length=64)),
                        ("finished_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "by",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["by", "-created_at", "-id"], name="print_run_by")],
                    },
                ),
            ]
        ),
    ]
