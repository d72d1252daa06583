import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import dundian.kernel.clock
import dundian.kernel.fields
import dundian.kernel.finding
import dundian.kernel.models
from dundian.kernel.creating import CreateModels


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("kernel", "0002_bigrams"),
    ]

    operations = [
        django.contrib.postgres.operations.CreateExtension(
            name="ltree",
        ),
        CreateModels(
            [
                migrations.CreateModel(
                    name="Unit",
                    fields=[
                        ("id", models.BigAutoField(primary_key=True, serialize=False)),
                        ("path", dundian.kernel.fields.LtreeField(editable=False)),
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
                        ("name", models.CharField(max_length=100, verbose_name="name")),
                        (
                            "short_name",
                            models.CharField(blank=True, max_length=40, verbose_name="short name"),
                        ),
                        (
                            "code",
                            models.CharField(
                                blank=True,
                                help_text="GB/T 2260 code or union registration number",
                                max_length=20,
                                verbose_name="code",
                            ),
                        ),
                        (
                            "place",
                            models.PositiveIntegerField(
                                default=0, verbose_name="place in administrative order"
                            ),
                        ),
                        ("address", models.CharField(blank=True, max_length=200, verbose_name="address")),
                        ("latitude", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                        ("longitude", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                        ("closed_on", models.DateField(blank=True, null=True, verbose_name="closed on")),
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
                            "merged_into",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="absorbed",
                                to="org.unit",
                            ),
                        ),
                        (
                            "parent",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="children",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            django.contrib.postgres.indexes.GistIndex(fields=["path"], name="unit_path"),
                            django.contrib.postgres.indexes.GinIndex(
                                dundian.kernel.finding.Bigrams("name"), fastupdate=False, name="unit_words"
                            ),
                            models.Index(fields=["parent", "place", "id"], name="unit_parent_place"),
                            models.Index(fields=["kind", "place", "id"], name="unit_kind_place"),
                            models.Index(fields=["place", "id"], name="unit_place"),
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("code", ""), _negated=True),
                                fields=("code",),
                                name="unit_code_once",
                            ),
                            models.UniqueConstraint(
                                condition=models.Q(("closed_on", None)),
                                fields=("parent", "name"),
                                name="unit_name_once",
                            ),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Person",
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
                        ("number", models.CharField(blank=True, max_length=20, verbose_name="staff number")),
                        (
                            "gender",
                            models.CharField(
                                blank=True,
                                choices=[("f", "Female"), ("m", "Male")],
                                max_length=1,
                                verbose_name="gender",
                            ),
                        ),
                        (
                            "born_year",
                            models.PositiveSmallIntegerField(
                                blank=True, null=True, verbose_name="year of birth"
                            ),
                        ),
                        (
                            "grade",
                            models.CharField(
                                choices=[
                                    ("leading", "Leading cadre (division head and above)"),
                                    ("middle", "Mid-level cadre"),
                                    ("staff", "General cadre"),
                                    ("social", "Social worker of the union"),
                                ],
                                default="staff",
                                max_length=10,
                                verbose_name="grade",
                            ),
                        ),
                        ("post", models.CharField(blank=True, max_length=60, verbose_name="post")),
                        ("phone", models.CharField(blank=True, max_length=20, verbose_name="mobile phone")),
                        (
                            "skills",
                            django.contrib.postgres.fields.ArrayField(
                                base_field=models.CharField(max_length=20),
                                blank=True,
                                default=list,
                                size=None,
                                verbose_name="skills",
                            ),
                        ),
                        ("note", models.CharField(blank=True, max_length=200, verbose_name="note")),
                        ("left_on", models.DateField(blank=True, null=True, verbose_name="left on")),
                        (
                            "user",
                            models.OneToOneField(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="person",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "home_unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="people",
                                to="org.unit",
                                verbose_name="home unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["home_unit", "name", "id"], name="person_unit_name")
                        ],
                        "constraints": [
                            models.UniqueConstraint(
                                condition=models.Q(("number", ""), _negated=True),
                                fields=("home_unit", "number"),
                                name="person_number_once",
                            )
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="Appointment",
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
                            "role",
                            models.CharField(
                                choices=[
                                    ("office", "Programme office"),
                                    ("leader", "Leader in charge"),
                                    ("team_leader", "Team leader"),
                                    ("cadre", "Stationed cadre"),
                                    ("department", "Department handler"),
                                    ("host", "Host-union contact"),
                                    ("system_admin", "System administrator"),
                                    ("security_admin", "Security administrator"),
                                    ("audit_admin", "Audit administrator"),
                                ],
                                max_length=20,
                                verbose_name="role",
                            ),
                        ),
                        ("since", models.DateField(default=dundian.kernel.clock.today, verbose_name="from")),
                        ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                        ("campaign_id", models.UUIDField(blank=True, null=True)),
                        ("revoked_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "deputy_for",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="deputies",
                                to="org.appointment",
                            ),
                        ),
                        (
                            "granted_by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                related_name="+",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="appointments",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="appointments",
                                to="org.unit",
                                verbose_name="unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["user", "until"], name="appointment_user"),
                            models.Index(fields=["unit", "role"], name="appointment_unit_role"),
                            models.Index(fields=["-since", "-id"], name="appointment_since"),
                        ],
                    },
                ),
                migrations.CreateModel(
                    name="UnitChange",
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
                                    ("created", "Founded"),
                                    ("renamed", "Renamed"),
                                    ("moved", "Moved"),
                                    ("merged", "Merged"),
                                    ("closed", "Closed"),
                                    ("reopened", "Reopened"),
                                    ("edited", "Details changed"),
                                ],
                                max_length=20,
                            ),
                        ),
                        ("on", models.DateField(default=dundian.kernel.clock.today)),
                        ("before", models.CharField(blank=True, max_length=200)),
                        ("after", models.CharField(blank=True, max_length=200)),
                        ("reason", models.CharField(blank=True, max_length=200)),
                        (
                            "by",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.SET_NULL,
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "unit",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="changes",
                                to="org.unit",
                            ),
                        ),
                    ],
                    options={
                        "indexes": [models.Index(fields=["unit", "-on", "-id"], name="unitchange_unit")],
                    },
                ),
            ]
        ),
    ]
