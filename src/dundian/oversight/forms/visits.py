"""Writing down a visit, its findings and their rectification; the bulletin."""

from typing import Any, ClassVar

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Site
from dundian.fieldwork.forms.logs import ManyFiles, PhotosField
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import Unit
from dundian.oversight.actions.findings import FindingLine
from dundian.oversight.models import Finding, Visit
from dundian.oversight.queries.reading import owners_at
from dundian.ui import forms

ALL = ("", _("All"))
ROWS = 4
FILES = {"accept": "image/jpeg,image/png,image/webp"}


def _photos() -> PhotosField:
    return PhotosField(
        label=_("Photos"),
        required=False,
        widget=ManyFiles(FILES),
        help_text=_("Place, time and camera are removed before they are kept."),
    )


def finding_fields(
    site: Site, top: Unit, prefix: str = "", required: bool = True
) -> dict[str, django_forms.Field]:
    """The fields of one finding."""
    people = [(str(p.pk), f"{p}（{p.home_unit}）") for p in owners_at(site, top)]
    return {
        f"{prefix}kind": django_forms.ChoiceField(
            label=_("Kind"),
            choices=Finding.Kind.choices,
            initial=Finding.Kind.MEND,
            widget=forms.SegmentedRadios,
            required=required,
        ),
        f"{prefix}text": django_forms.CharField(
            label=_("What was found"),
            max_length=1000,
            required=required,
            widget=django_forms.Textarea({"rows": 3}),
        ),
        f"{prefix}owner": django_forms.ChoiceField(
            label=_("To be put right by"), choices=[("", "—"), *people], required=False
        ),
        f"{prefix}due_on": django_forms.DateField(label=_("Due on"), required=False),
        f"{prefix}photos": _photos(),
    }


def finding_line(form: Any, site: Site, top: Unit, prefix: str = "") -> FindingLine:
    data = form.cleaned_data
    pk = data[f"{prefix}owner"]
    return FindingLine(
        text=data[f"{prefix}text"],
        kind=data[f"{prefix}kind"] or Finding.Kind.MEND,
        owner=owners_at(site, top).filter(pk=pk).first() if pk else None,
        due_on=data[f"{prefix}due_on"],
        photos=data[f"{prefix}photos"],
    )


class FindingForm(forms.Form):
    columns: ClassVar[int] = 2

    def __init__(self, site: Site, top: Unit, *args: Any, **kwargs: Any) -> None:
        self.site, self.top = site, top
        self.base_fields = finding_fields(site, top)  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def line(self) -> FindingLine:
        return finding_line(self, self.site, self.top)


class VisitForm(forms.Form):
    """What was seen and found. Counts and posts of who was met, no names."""

    visited_on = django_forms.DateField(label=_("Visited on"))
    met_team = django_forms.IntegerField(
        label=_("Members of the team met"), min_value=0, max_value=9999, required=False
    )
    met_host = django_forms.IntegerField(
        label=_("People of the union met"), min_value=0, max_value=9999, required=False
    )
    met_workers = django_forms.IntegerField(
        label=_("Workers met"), min_value=0, max_value=9999, required=False
    )
    met_note = django_forms.CharField(
        label=_("Who they were, by post"),
        max_length=200,
        required=False,
        help_text=_("Posts only, for example station manager, shop steward, riders. No names."),
    )
    seen_there = django_forms.CharField(
        label=_("What was seen"), max_length=4000, widget=django_forms.Textarea({"rows": 6})
    )
    compared = django_forms.CharField(
        label=_("Against log and ledger"),
        max_length=4000,
        required=False,
        widget=django_forms.Textarea({"rows": 6}),
        help_text=_("What agrees with what stands beside, and what does not."),
    )

    def __init__(self, visit: Visit, *args: Any, **kwargs: Any) -> None:
        self.visit, self.top = visit, visit.draw.unit
        rows: dict[str, django_forms.Field] = {}
        for n in range(ROWS):
            rows |= finding_fields(visit.site, self.top, f"finding_{n}_", required=False)
        self.base_fields = {**type(self).base_fields, **rows}  # type: ignore[misc]
        initial = {"visited_on": clock.today(), **(kwargs.pop("initial", None) or {})}
        super().__init__(*args, initial=initial, **kwargs)

    @property
    def finding_rows(self) -> list[tuple[list[Any], bool]]:
        """The fields of each finding, and whether something stands in them."""
        rows = []
        for n in range(ROWS):
            fields = [self[f"finding_{n}_{part}"] for part in ("kind", "text", "owner", "due_on", "photos")]
            used = any(f.errors for f in fields) or bool(self[f"finding_{n}_text"].value())
            rows.append((fields, used))
        return rows

    def _used(self) -> list[int]:
        data = self.cleaned_data
        parts = ("text", "owner", "due_on", "photos")
        return [n for n in range(ROWS) if any(data[f"finding_{n}_{part}"] for part in parts)]

    def findings(self) -> list[FindingLine]:
        return [finding_line(self, self.visit.site, self.top, f"finding_{n}_") for n in self._used()]

    def placed(self, messages: dict[str, str]) -> dict[str, str]:
        """Messages of the action, whose findings are counted without the empty rows, by the form's own names."""
        rows = self._used()
        placed = {}
        for name, text in messages.items():
            if name.startswith("finding_"):
                _word, n, part = name.split("_", 2)
                name = f"finding_{rows[int(n)]}_{part}"
            placed[name] = text
        return placed

    def values(self) -> dict[str, Any]:
        data = self.cleaned_data
        counts = {name: data[name] or 0 for name in ("met_team", "met_host", "met_workers")}
        texts = {name: data[name] for name in ("visited_on", "met_note", "seen_there", "compared")}
        return {**counts, **texts, "findings": self.findings()}


class ReasonForm(forms.Form):
    reason = django_forms.CharField(label=_("Reason"), max_length=200)


class ProofForm(forms.Form):
    text = django_forms.CharField(
        label=_("How it was put right"), max_length=1000, widget=django_forms.Textarea({"rows": 4})
    )
    photos = _photos()


class VerifyForm(forms.Form):
    text = django_forms.CharField(
        label=_("Opinion"),
        max_length=1000,
        required=False,
        widget=forms.Opinion((_("Seen on the spot, put right."), _("The proof is complete."))),
    )


class ReturnForm(forms.Form):
    reason = django_forms.CharField(
        label=_("Why it is returned"),
        max_length=1000,
        widget=forms.Opinion((_("The proof does not show it."),)),
    )
    due_on = django_forms.DateField(label=_("New date"))


class BulletinForm(forms.Form):
    version = forms.VersionField(required=False)
    title = django_forms.CharField(label=_("Title"), max_length=150)
    addressees = django_forms.CharField(label=_("Addressees"), max_length=200)
    text = django_forms.CharField(
        label=_("Text"),
        max_length=20000,
        widget=django_forms.Textarea({"rows": 18}),
        help_text=_("One line is one paragraph."),
    )


class IssueForm(forms.Form):
    mark = django_forms.CharField(
        label=_("Organ mark"),
        max_length=20,
        required=False,
        help_text=_("Left empty, the federation's usual one; the number follows by itself."),
    )


class VisitFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Site"), max_length=50)
    since = django_forms.DateField(label=_("From"))
    until = django_forms.DateField(label=_("To"))
    area = django_forms.ModelChoiceField(
        Unit.objects.none(), label=_("Area"), widget=django_forms.HiddenInput
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["area"].queryset = Unit.objects.filter(pk__in=actor.units("view", "unit"))  # type: ignore[attr-defined]


class FindingFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *Finding.Kind.choices])
    state = django_forms.ChoiceField(
        label=_("State"),
        choices=[
            ALL,
            ("unfinished", _("Not yet verified")),
            ("late", _("Overdue")),
            *Finding.State.choices,
        ],
    )
