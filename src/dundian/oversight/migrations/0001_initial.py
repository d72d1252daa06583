import django.contrib.postgres.fields
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
        ("documents", "0002_kinds_codes_and_replacement"),
        ("fieldwork", "0001_initial"),
        ("org", "0001_initial"),
        ("planning", "0001_initial"),
    ]

    operations = [
        CreateModels(
            [
                migrations.CreateModel(
                    name="ContactGroup",
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
                        ("until", models.DateField(verbose_name="until")),
                        (
                            "state",
                            models.CharField(
                                choices=[("active", "Comes back"), ("ended", "Ended")],
                                default="active",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact_groups",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact_groups",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "team",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact_group",
                                to="planning.team",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="contact_groups",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "-id"], name="contact_group_unit")],
                    },
                ),
                migrations.CreateModel(
                    name="Draw",
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
                            "purpose",
                            models.CharField(
                                choices=[
                                    ("inspection", "Unannounced inspection"),
                                    ("look_back", "Look-back"),
                                ],
                                default="inspection",
                                max_length=10,
                                verbose_name="purpose",
                            ),
                        ),
                        ("title", models.CharField(max_length=100, verbose_name="title")),
                        ("size", models.PositiveSmallIntegerField(verbose_name="sites to draw")),
                        ("by_county", models.BooleanField(default=True, verbose_name="strata by county")),
                        (
                            "by_kind",
                            models.BooleanField(default=True, verbose_name="strata by kind of union"),
                        ),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("draft", "Being planned"),
                                    ("committed", "Committed, to be drawn"),
                                    ("drawn", "Drawn, visits under way"),
                                    ("closed", "Closed"),
                                ],
                                default="draft",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("frozen", models.JSONField(blank=True, default=dict)),
                        ("commitment", models.CharField(blank=True, max_length=64)),
                        ("seed", models.CharField(blank=True, max_length=64)),
                        (
                            "outside",
                            models.CharField(blank=True, max_length=100, verbose_name="word from outside"),
                        ),
                        ("chosen", models.JSONField(blank=True, default=list)),
                        ("committed_at", models.DateTimeField(blank=True, null=True)),
                        ("drawn_at", models.DateTimeField(blank=True, null=True)),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draws",
                                to="campaign.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "organiser",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                                verbose_name="organiser",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="draws",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-id"], name="draw_unit"),
                            models.Index(fields=["campaign", "-id"], name="draw_campaign"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Bulletin",
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
                        ("title", models.CharField(max_length=150, verbose_name="title")),
                        ("addressees", models.CharField(max_length=200, verbose_name="addressees")),
                        ("text", models.TextField(max_length=20000, verbose_name="text")),
                        (
                            "document",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bulletins",
                                to="documents.document",
                                verbose_name="document",
                            ),
                        ),
                        (
                            "draw",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="bulletin",
                                to="oversight.draw",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="DrawExclusion",
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
                        ("reason", models.CharField(max_length=200, verbose_name="reason")),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="exclusions",
                                to="oversight.draw",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="campaign.site",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "site"), name="exclusion_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="DrawPerson",
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
                        ("inspects", models.BooleanField(default=False, verbose_name="inspects")),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="people",
                                to="oversight.draw",
                            ),
                        ),
                        (
                            "person",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="org.person"
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("draw", "person"), name="draw_person_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Finding",
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
                                    ("good", "Worth spreading"),
                                    ("note", "Settled on the spot"),
                                    ("mend", "To be put right"),
                                ],
                                default="mend",
                                max_length=6,
                                verbose_name="kind",
                            ),
                        ),
                        ("text", models.TextField(max_length=1000, verbose_name="what was found")),
                        (
                            "found_on",
                            models.DateField(default=dundian.kernel.clock.today, verbose_name="found on"),
                        ),
                        ("due_on", models.DateField(blank=True, null=True, verbose_name="due on")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("noted", "Noted"),
                                    ("open", "To be put right"),
                                    ("proved", "Proof handed in"),
                                    ("returned", "Returned"),
                                    ("verified", "Verified"),
                                ],
                                default="noted",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "by_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.unit",
                                verbose_name="found by",
                            ),
                        ),
                        (
                            "owner",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="org.person",
                                verbose_name="to be put right by",
                            ),
                        ),
                        (
                            "proved_by",
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
                                related_name="findings",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="findings",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-found_on", "-id"], name="finding_unit"),
                            models.Index(fields=["-found_on", "-id"], name="finding_newest"),
                            models.Index(
                                condition=models.Q(("state__in", ["open", "proved", "returned"])),
                                fields=["due_on", "id"],
                                name="finding_open_due",
                            ),
                        ],
                        "constraints": [
                            models.CheckConstraint(
                                condition=models.Q(
                                    models.Q(("kind", "mend"), _negated=True),
                                    models.Q(("due_on__isnull", False), ("owner__isnull", False)),
                                    _connector="OR",
                                ),
                                name="finding_owned",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="FindingEvent",
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
                            "verb",
                            models.CharField(
                                choices=[
                                    ("found", "Found"),
                                    ("proved", "Put right, proof handed in"),
                                    ("returned", "Returned"),
                                    ("verified", "Verified"),
                                ],
                                max_length=10,
                            ),
                        ),
                        ("text", models.TextField(blank=True, max_length=1000)),
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
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="events",
                                to="oversight.finding",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                    },
                ),
                migrations.CreateModel(
                    name="FindingPhoto",
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
                        ("file", models.FileField(upload_to="inspections/")),
                        ("sha256", models.CharField(max_length=64)),
                        ("proof", models.BooleanField(default=False)),
                        (
                            "finding",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="photos",
                                to="oversight.finding",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["created_at", "id"],
                        "constraints": [
                            models.UniqueConstraint(fields=("finding", "sha256"), name="finding_photo_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LookBack",
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
                        ("due_on", models.DateField(verbose_name="to be finished by")),
                        (
                            "state",
                            models.CharField(
                                choices=[("open", "Under way"), ("closed", "Closed")],
                                default="open",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("closed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "conclusion",
                            models.TextField(blank=True, max_length=2000, verbose_name="conclusion"),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="look_backs",
                                to="campaign.campaign",
                                verbose_name="campaign",
                            ),
                        ),
                        (
                            "draw",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="look_back",
                                to="oversight.draw",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="look_backs",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "-id"], name="look_back_unit")],
                    },
                ),
                migrations.CreateModel(
                    name="LookBackLine",
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
                        ("looked_on", models.DateField(blank=True, null=True, verbose_name="looked at on")),
                        ("note", models.TextField(blank=True, max_length=1000, verbose_name="note")),
                        (
                            "look_back",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="lines",
                                to="oversight.lookback",
                            ),
                        ),
                        (
                            "looked_by",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="org.person",
                                verbose_name="looked at by",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="look_backs",
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
                    ],
                    options={
                        "indexes": [models.Index(fields=["look_back", "id"], name="look_back_line")],
                        "constraints": [
                            models.UniqueConstraint(fields=("look_back", "site"), name="look_back_site_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="LookBackItem",
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("concern", "Concern solved"),
                                    ("union", "Union"),
                                    ("rule", "Rule"),
                                    ("figure", "Figure"),
                                ],
                                max_length=8,
                            ),
                        ),
                        ("ref", models.UUIDField(blank=True, null=True)),
                        ("title", models.CharField(max_length=200)),
                        ("reported", models.CharField(max_length=300)),
                        ("known", models.CharField(blank=True, max_length=300)),
                        ("doubtful", models.BooleanField(default=False)),
                        (
                            "stands",
                            models.CharField(
                                blank=True,
                                choices=[
                                    ("yes", "Stands"),
                                    ("partly", "Stands in part"),
                                    ("no", "Does not stand"),
                                ],
                                max_length=6,
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=300)),
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
                            "line",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="items",
                                to="oversight.lookbackline",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["place", "id"],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="finding",
            name="line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="oversight.lookbackline",
            ),
        ),
        CreateModels(
            [
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
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("quiet", "No concern handled for weeks"),
                                    ("contradiction", "A report differs from its lines"),
                                    ("bounced", "A concern came back three times"),
                                    ("word", "Done by word, target not reached"),
                                ],
                                max_length=14,
                                verbose_name="kind",
                            ),
                        ),
                        ("mark", models.CharField(max_length=80)),
                        ("reason", models.CharField(max_length=300, verbose_name="what was noticed")),
                        ("url", models.CharField(blank=True, max_length=200)),
                        ("text", models.CharField(blank=True, max_length=500, verbose_name="what is asked")),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("asked", "Asked"),
                                    ("answered", "Answered"),
                                    ("settled", "Settled"),
                                    ("set_aside", "Set aside"),
                                ],
                                default="asked",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        (
                            "asked_on",
                            models.DateField(default=dundian.kernel.clock.today, verbose_name="asked on"),
                        ),
                        ("due_on", models.DateField(verbose_name="answer by")),
                        ("answer", models.TextField(blank=True, max_length=1000, verbose_name="answer")),
                        ("answered_on", models.DateField(blank=True, null=True)),
                        (
                            "closing",
                            models.CharField(blank=True, max_length=300, verbose_name="word of the office"),
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
                            "asked_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "campaign",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="campaign.campaign",
                            ),
                        ),
                        (
                            "site",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="questions",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "-asked_on", "-id"], name="question_unit"),
                            models.Index(fields=["-asked_on", "-id"], name="question_newest"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("site", "kind", "mark"), name="question_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="ReturnRhythm",
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
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.PositiveSmallIntegerField(),
                                size=None,
                                verbose_name="months after the end",
                            ),
                        ),
                        (
                            "unit",
                            models.OneToOneField(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="return_rhythm",
                                to="org.unit",
                                verbose_name="federation",
                            ),
                        ),
                    ],
                    options={
                        "abstract": False,
                    },
                ),
                migrations.CreateModel(
                    name="ReturnVisit",
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
                        ("number", models.PositiveSmallIntegerField(default=1)),
                        ("due_on", models.DateField(verbose_name="due on")),
                        ("first_due_on", models.DateField(blank=True, null=True)),
                        (
                            "state",
                            models.CharField(
                                choices=[("due", "To be made"), ("made", "Made"), ("dropped", "Not made")],
                                default="due",
                                max_length=8,
                                verbose_name="state",
                            ),
                        ),
                        ("made_on", models.DateField(blank=True, null=True, verbose_name="made on")),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
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
                            "group",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="oversight.contactgroup",
                            ),
                        ),
                        (
                            "log",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="return_visit",
                                to="fieldwork.worklog",
                                verbose_name="work log",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="return_visits",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["unit", "due_on", "id"], name="return_unit_due"),
                            models.Index(fields=["due_on", "id"], name="return_due"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(fields=("group", "number"), name="return_number_once")
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Visit",
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
                        ("planned_on", models.DateField(blank=True, null=True, verbose_name="planned for")),
                        ("place", models.PositiveSmallIntegerField(default=0)),
                        (
                            "state",
                            models.CharField(
                                choices=[
                                    ("planned", "To be made"),
                                    ("saved", "Saved"),
                                    ("called_off", "Called off"),
                                ],
                                default="planned",
                                max_length=10,
                                verbose_name="state",
                            ),
                        ),
                        ("visited_on", models.DateField(blank=True, null=True, verbose_name="visited on")),
                        (
                            "met_team",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="members of the team met"
                            ),
                        ),
                        (
                            "met_host",
                            models.PositiveSmallIntegerField(
                                default=0, verbose_name="people of the union met"
                            ),
                        ),
                        (
                            "met_workers",
                            models.PositiveSmallIntegerField(default=0, verbose_name="workers met"),
                        ),
                        (
                            "met_note",
                            models.CharField(
                                blank=True, max_length=200, verbose_name="who they were, by post"
                            ),
                        ),
                        ("seen", models.TextField(blank=True, max_length=4000, verbose_name="what was seen")),
                        (
                            "compared",
                            models.TextField(
                                blank=True, max_length=4000, verbose_name="against log and ledger"
                            ),
                        ),
                        ("said_then", models.JSONField(blank=True, default=dict)),
                        ("reason", models.CharField(blank=True, max_length=200, verbose_name="reason")),
                        ("saved_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "draw",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="visits",
                                to="oversight.draw",
                            ),
                        ),
                        (
                            "inspectors",
                            models.ManyToManyField(
                                blank=True,
                                related_name="inspections",
                                to="org.person",
                                verbose_name="inspectors",
                            ),
                        ),
                        (
                            "saved_by",
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
                                related_name="inspections",
                                to="campaign.site",
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="inspections",
                                to="org.unit",
                                verbose_name="site",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["draw", "place", "id"], name="visit_draw"),
                            models.Index(fields=["unit", "-visited_on", "-id"], name="visit_unit"),
                            models.Index(fields=["-visited_on", "-id"], name="visit_newest"),
                        ],
                        "constraints": [models.UniqueConstraint(fields=("draw", "site"), name="visit_once")],
                    },
                ),
            ]
        ),
        migrations.AddField(
            model_name="finding",
            name="visit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="findings",
                to="oversight.visit",
            ),
        ),
        migrations.AddConstraint(
            model_name="finding",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("line", None), ("visit__isnull", False)),
                    models.Q(("line__isnull", False), ("visit", None)),
                    _connector="OR",
                ),
                name="finding_from_one",
            ),
        ),
    ]
