"""The short form of a day's work."""

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, ClassVar, cast

from django import forms as django_forms
from django.forms.widgets import ClearableFileInput
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Indicator, Site
from dundian.fieldwork import concern_words, queries
from dundian.fieldwork.actions.logs import LONGEST, MOST_AMOUNT
from dundian.fieldwork.models import WorkLog
from dundian.fieldwork.photos import MOST_PHOTOS
from dundian.fieldwork.signals import ConcernRaised
from dundian.kernel import clock
from dundian.kernel.models import new_id
from dundian.ui import forms

CONCERN_ROWS = 3
FEW_COUNTS = 3


class ManyFiles(ClearableFileInput):
    """Several files in one field."""

    allow_multiple_selected = True
    template_name = "django/forms/widgets/file.html"


class PhotosField(django_forms.FileField):
    """A list of uploaded files, perhaps empty; what they are is checked where they are stored."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) else [data] if data else []
        return [super(PhotosField, self).clean(one, initial) for one in files]


def _concern_fields() -> dict[str, django_forms.Field]:
    kinds, topics = concern_words.kinds(), concern_words.topics()
    fields: dict[str, django_forms.Field] = {}
    for n in range(CONCERN_ROWS):
        row: dict[str, django_forms.Field] = {
            "text": django_forms.CharField(
                label=_("The matter"),
                required=False,
                max_length=LONGEST,
                widget=django_forms.Textarea({"rows": 2}),
            ),
            "people": django_forms.IntegerField(
                label=_("Workers concerned"), required=False, min_value=1, max_value=100_000
            ),
            "reporter": django_forms.CharField(label=_("Worker’s name"), required=False, max_length=40),
            "contact": django_forms.CharField(label=_("Worker’s contact"), required=False, max_length=60),
        }
        if kinds:
            row["kind"] = django_forms.ChoiceField(label=_("Kind"), choices=kinds, required=False)
        if topics:
            row["topic"] = django_forms.ChoiceField(
                label=_("Topic"), choices=topics, required=False, initial="other"
            )
        fields |= {f"concern_{n}_{name}": field for name, field in row.items()}
    return fields


def _photo_choice(log: WorkLog) -> dict[str, django_forms.Field]:
    photos = list(log.photos.order_by("created_at", "id"))
    if not photos:
        return {}
    choices = [(str(p.pk), _("Photo %(number)d") % {"number": n}) for n, p in enumerate(photos, 1)]
    return {
        "drop_photos": django_forms.MultipleChoiceField(
            label=_("Photos to remove"),
            required=False,
            choices=choices,
            widget=django_forms.CheckboxSelectMultiple,
        )
    }


class LogForm(forms.Form):
    """Day, activities, a sentence; counts, concerns and photos where they are wanted."""

    sections: ClassVar = ()

    id = django_forms.UUIDField(widget=django_forms.HiddenInput, required=False)
    version = forms.VersionField(required=False)
    on = django_forms.DateField(label=_("Day"))
    activities = django_forms.MultipleChoiceField(
        label=_("Activities"), choices=WorkLog.Activity.choices, widget=forms.Chips, required=False
    )
    text = django_forms.CharField(
        label=_("What happened"),
        required=False,
        max_length=LONGEST,
        widget=django_forms.Textarea({"rows": 3}),
        help_text=_("One sentence is enough."),
    )
    people_met = django_forms.IntegerField(
        label=_("People met"), required=False, min_value=0, max_value=100_000
    )
    tasks = django_forms.MultipleChoiceField(label=_("Tasks it moved"), widget=forms.Chips, required=False)
    evidence = django_forms.CharField(
        label=_("Where the evidence is"),
        required=False,
        max_length=200,
        help_text=_("Sign-in sheet, minutes, agreement: its number or where it is kept."),
    )
    photos = PhotosField(
        label=_("Photos"),
        required=False,
        help_text=_("Up to three. Place, time and camera are removed before they are kept."),
        widget=ManyFiles({"accept": "image/jpeg,image/png,image/webp"}),
    )

    def __init__(self, site: Site, *args: Any, log: WorkLog | None = None, **kwargs: Any) -> None:
        self.site, self.log = site, log
        self.own, self.others = queries.log_indicators(site)
        kwargs["initial"] = {**self._initial(log), **(kwargs.get("initial") or {})}
        # Set before the form copies its fields, so that these get the same furniture as the others.
        self.base_fields = {**type(self).base_fields, **self._more(log)}  # type: ignore[misc]
        super().__init__(*args, **kwargs)
        self.offered = {str(task.pk): task for task in queries.tasks_to_move(site, log)}
        if self.offered:
            chips = [(pk, task.name) for pk, task in self.offered.items()]
            cast(django_forms.MultipleChoiceField, self.fields["tasks"]).choices = chips
        else:
            del self.fields["tasks"]

    def _more(self, log: WorkLog | None) -> dict[str, django_forms.Field]:
        return {**self._counts(), **(_photo_choice(log) if log else _concern_fields())}

    def _counts(self) -> dict[str, django_forms.Field]:
        return {
            f"figure_{indicator.pk}": django_forms.DecimalField(
                label=str(indicator),
                required=False,
                min_value=0,
                max_value=MOST_AMOUNT,
                decimal_places=min(indicator.decimals, 2),
                max_digits=6 + min(indicator.decimals, 2),
            )
            for indicator in [*self.own, *self.others]
        }

    def _initial(self, log: WorkLog | None) -> dict[str, Any]:
        if log is None:
            dispatch = self.site.team.dispatch
            day = max(dispatch.starts_on, min(clock.today(), dispatch.ends_on))
            return {"id": new_id(), "on": day}
        names = ("id", "version", "on", "activities", "text", "people_met", "evidence")
        figures = {f"figure_{f.indicator_id}": _plain(f.amount) for f in log.figures.all()}
        moved = [str(pk) for pk in log.tasks.values_list("pk", flat=True)]
        return {name: getattr(log, name) for name in names} | figures | {"drop_photos": [], "tasks": moved}

    def clean_photos(self) -> list[Any]:
        files: list[Any] = self.cleaned_data["photos"]
        if len(files) > MOST_PHOTOS:
            raise django_forms.ValidationError(_("At most %(count)d photos a log.") % {"count": MOST_PHOTOS})
        return files

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or self.cleaned_data
        for n in range(CONCERN_ROWS):
            named = any(data.get(f"concern_{n}_{part}") for part in ("reporter", "contact", "people"))
            if named and not data.get(f"concern_{n}_text") and f"concern_{n}_text" in self.fields:
                self.add_error(
                    f"concern_{n}_text", _("Say what the matter is, or leave the whole row empty.")
                )
        return data

    @property
    def own_fields(self) -> list[django_forms.BoundField]:
        """Counts that the site's tasks wait for."""
        return [self[f"figure_{i.pk}"] for i in self.own]

    @property
    def other_fields(self) -> list[django_forms.BoundField]:
        """Counts behind a fold."""
        return [self[f"figure_{i.pk}"] for i in self.others]

    @property
    def own_open(self) -> bool:
        """A few counts stand open, since they are what the site waits for; many are behind a fold until one is used."""
        return len(self.own) <= FEW_COUNTS or any(field.value() or field.errors for field in self.own_fields)

    @property
    def others_in_use(self) -> bool:
        return any(field.value() or field.errors for field in self.other_fields)

    @property
    def concern_rows(self) -> list[list[django_forms.BoundField]]:
        """Fields of each concern, in order."""
        parts = ("text", "kind", "topic", "people", "reporter", "contact")
        return [
            [self[f"concern_{n}_{part}"] for part in parts if f"concern_{n}_{part}" in self.fields]
            for n in range(CONCERN_ROWS)
            if f"concern_{n}_text" in self.fields
        ]

    @property
    def concerns_in_use(self) -> bool:
        return any(row[0].value() or any(field.errors for field in row) for row in self.concern_rows)

    def figures(self) -> dict[Indicator, Decimal]:
        """Counts that were entered."""
        both = [*self.own, *self.others]
        return {i: amount for i in both if (amount := self.cleaned_data.get(f"figure_{i.pk}")) is not None}

    def concerns(self) -> Iterator[ConcernRaised]:
        """The concerns that were written down."""
        for n in range(CONCERN_ROWS):
            said = {
                part: self.cleaned_data.get(f"concern_{n}_{part}")
                for part in ("text", "kind", "topic", "people", "reporter", "contact")
            }
            if said["text"]:
                yield ConcernRaised(
                    text=said["text"],
                    kind=said["kind"] or "concern",
                    topic=said["topic"] or "other",
                    people=said["people"] or 1,
                    reporter=said["reporter"] or "",
                    contact=said["contact"] or "",
                )

    def line(self) -> dict[str, Any]:
        """What `write_log` and `change_log` both take."""
        data = self.cleaned_data
        return {
            "on": data["on"],
            "activities": data["activities"],
            "text": data["text"],
            "people_met": data["people_met"] or 0,
            "figures": self.figures(),
            "tasks": [self.offered[pk] for pk in data.get("tasks", [])],
            "evidence": data["evidence"],
            "photos": data["photos"],
        }


def _plain(amount: Decimal) -> str:
    text = f"{amount:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


class TakeBackForm(forms.Form):
    """Why a log is taken back."""

    reason = django_forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=forms.Opinion((_("Written twice."), _("Wrong site."), _("Wrong day."))),
    )
    version = forms.VersionField(required=False)
