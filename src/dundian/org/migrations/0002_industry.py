from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("org", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="unit",
            name="industry",
            field=models.CharField(
                blank=True,
                choices=[
                    ("A", "Agriculture, forestry, animal husbandry and fishery"),
                    ("B", "Mining"),
                    ("C", "Manufacturing"),
                    ("D", "Electricity, heat, gas and water"),
                    ("E", "Construction"),
                    ("F", "Wholesale and retail"),
                    ("G", "Transport, storage and post"),
                    ("H", "Lodging and catering"),
                    ("I", "Information and software"),
                    ("J", "Finance"),
                    ("K", "Real estate"),
                    ("L", "Leasing and business services"),
                    ("M", "Research and technical services"),
                    ("N", "Water, environment and public facilities"),
                    ("O", "Household, repair and other services"),
                    ("P", "Education"),
                    ("Q", "Health and social work"),
                    ("R", "Culture, sports and entertainment"),
                    ("S", "Public administration and social organisations"),
                    ("T", "International organisations"),
                ],
                db_default="",
                default="",
                max_length=1,
                verbose_name="industry",
            ),
        ),
    ]
