import django.contrib.postgres.fields
import django.contrib.postgres.indexes
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
        ("fieldwork", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="Device",
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
                        ("name", models.CharField(max_length=60, verbose_name="phone")),
                        ("digest", models.CharField(max_length=64)),
                        ("registered_at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        ("seen_at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        ("ended_at", models.DateTimeField(null=True)),
                        (
                            "end",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("signed_out", "Signed out on the phone"),
                                    ("revoked", "Ended by its owner"),
                                    ("lost", "Reported lost"),
                                    ("closed", "Sign-in closed"),
                                    ("password", "Password changed"),
                                    ("unused", "Not used for long"),
                                    ("renewed", "Signed in again"),
                                ],
                                max_length=12,
                            ),
                        ),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="devices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["user", "-seen_at"], name="device_user_seen")],
                    },
                ),
                migrations.CreateModel(
                    name="Manifest",
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
                        ("entries", models.BinaryField(default=b"")),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="manifests",
                                to="offline.device",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["device", "-created_at"], name="manifest_device")],
                    },
                ),
                migrations.CreateModel(
                    name="Operation",
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
                        ("seq", models.BigIntegerField(default=0)),
                        ("kind", models.CharField(blank=True, max_length=30)),
                        ("record", models.UUIDField(null=True)),
                        ("at", models.DateTimeField(null=True)),
                        ("corrected_at", models.DateTimeField(null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("waiting", "Waiting"),
                                    ("applied", "Applied"),
                                    ("conflict", "Applied but for a conflict"),
                                    ("rejected", "Rejected"),
                                    ("replaced", "Mended by another"),
                                    ("discarded", "Discarded"),
                                ],
                                max_length=10,
                            ),
                        ),
                        (
                            "after",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        (
                            "replaces",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.UUIDField(), default=list, size=None
                            ),
                        ),
                        ("photo", models.CharField(blank=True, max_length=64)),
                        ("reason", models.CharField(blank=True, max_length=500)),
                        ("messages", models.JSONField(default=dict)),
                        ("sealed", models.BinaryField(null=True)),
                        ("key_id", models.CharField(blank=True, max_length=16)),
                        (
                            "device",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="operations",
                                to="offline.device",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("state", "waiting")),
                                fields=["user", "corrected_at", "seq"],
                                name="operation_waiting",
                            ),
                            django.contrib.postgres.indexes.GinIndex(
                                fields=["replaces"], name="operation_replaces"
                            ),
                            models.Index(fields=["device", "-created_at"], name="operation_device"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Conflict",
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
                        ("fields", models.JSONField(default=list)),
                        ("mine_at", models.DateTimeField(default=dundian.kernel.clock.now)),
                        ("theirs_by", models.CharField(blank=True, max_length=40)),
                        ("theirs_at", models.DateTimeField(null=True)),
                        ("resolved_at", models.DateTimeField(null=True)),
                        ("choices", models.JSONField(default=dict)),
                        (
                            "log",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflicts",
                                to="fieldwork.worklog",
                            ),
                        ),
                        (
                            "resolved_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflicts",
                                to="fieldwork.task",
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "operation",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="conflict",
                                to="offline.operation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(
                                condition=models.Q(("resolved_at", None)),
                                fields=["user", "-created_at", "-id"],
                                name="conflict_open_user",
                            ),
                            models.Index(fields=["-created_at", "-id"], name="conflict_newest"),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("log__isnull", False), ("task", None)),
                                    models.Q(("log", None), ("task__isnull", False)),
                                    _connector="OR",
                                ),
                                name="conflict_of_one_record",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Upload",
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
                        ("sha256", models.CharField(max_length=64)),
                        ("size", models.PositiveIntegerField()),
                        ("received", models.PositiveIntegerField(default=0)),
                        (
                            "parts",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=200), default=list, size=None
                            ),
                        ),
                        ("completed_at", models.DateTimeField(null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["updated_at"], name="upload_updated")],
                        "constraints": [
                            models.UniqueConstraint(fields=("user", "sha256"), name="upload_once")
                        ],
                    },
                ),
            ]
        ),
    ]
