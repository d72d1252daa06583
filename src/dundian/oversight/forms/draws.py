"""Planning a draw, making it, and who goes where."""

from collections.abc import Iterator
from datetime import date
from typing import Any, ClassVar, cast
from uuid import UUID

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Site
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.forms import PersonField
from dundian.org.models import Person
from dundian.oversight.models import Draw, Visit
from dundian.oversight.queries import sides
from dundian.ui import forms

ALL = ("", _("All"))
INSPECTORS, INFORMED, EXCLUDED = 6, 3, 6


class DrawFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    purpose = django_forms.ChoiceField(label=_("Purpose"), choices=[ALL, *Draw.Purpose.choices])
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *Draw.State.choices])


class DrawForm(forms.Form):
    """Size and strata; who inspects and who else knows; what is left out, and why."""

    columns: ClassVar[int] = 2

    id = django_forms.UUIDField(widget=django_forms.HiddenInput, required=False)
    version = forms.VersionField(required=False)
    title = django_forms.CharField(label=_("Title"), max_length=100)
    size = django_forms.IntegerField(label=_("Sites to draw"), min_value=1, max_value=10_000)
    by_county = django_forms.BooleanField(label=_("Strata by county"), required=False, initial=True)
    by_kind = django_forms.BooleanField(label=_("Strata by kind of union"), required=False, initial=True)

    def __init__(
        self,
        campaign: Campaign,
        purpose: str,
        *args: Any,
        actor: Actor,
        draw: Draw | None = None,
        **kwargs: Any,
    ) -> None:
        self.sites = {str(site.pk): site for site in sides.population_of(campaign, purpose)}
        initial = {"id": new_id(), **(_initial(draw) if draw else {}), **(kwargs.pop("initial", None) or {})}
        # Set before the form copies its fields, so that these get the same furniture as the others.
        self.base_fields = {**type(self).base_fields, **self._rows()}  # type: ignore[misc]
        self.sections = self._sections()  # type: ignore[misc]
        super().__init__(*args, initial=initial, **kwargs)
        self.fields["size"].help_text = _("Of %(n)d sites with a team.") % {"n": len(self.sites)}
        for name, field in self.fields.items():
            if name.startswith(("inspectors", "informed")):
                cast(PersonField, field).use(actor)

    def _rows(self) -> dict[str, django_forms.Field]:
        offered = [("", "—"), *((pk, _label(site)) for pk, site in self.sites.items())]
        rows: dict[str, django_forms.Field] = {}
        for n in range(INSPECTORS):
            label = _("Inspector %(n)d") % {"n": n + 1}
            rows["inspectors" if n == 0 else f"inspectors_{n}"] = PersonField(label=label, required=n == 0)
        for n in range(INFORMED):
            label = _("Also in the know %(n)d") % {"n": n + 1}
            rows["informed" if n == 0 else f"informed_{n}"] = PersonField(label=label, required=False)
        for n in range(EXCLUDED):
            rows["exclusions" if n == 0 else f"exclusions_{n}"] = django_forms.ChoiceField(
                label=_("Left out %(n)d") % {"n": n + 1}, choices=offered, required=False
            )
            rows[f"reason_{n}"] = django_forms.CharField(
                label=_("Why it is left out"), max_length=200, required=False
            )
        return rows

    def _sections(self) -> list[tuple[Any, list[str]]]:
        names = list(self.base_fields)
        return [
            (_("The draw"), ["id", "version", "title", "size", "by_county", "by_kind"]),
            (_("Who inspects"), [n for n in names if n.startswith("inspectors")]),
            (_("Who else is in the know"), [n for n in names if n.startswith("informed")]),
            (_("Sites left out"), [n for n in names if n.startswith(("exclusions", "reason_"))]),
        ]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        for n in range(EXCLUDED):
            site, reason = data.get("exclusions" if n == 0 else f"exclusions_{n}"), data.get(f"reason_{n}")
            if site and not reason and not self.has_error(f"reason_{n}"):
                self.add_error(f"reason_{n}", _("Say why this site is left out."))
        return data

    def values(self) -> dict[str, Any]:
        """What the actions take."""
        data = self.cleaned_data
        exclusions: dict[str, str] = {}
        for n in range(EXCLUDED):
            if pk := data.get("exclusions" if n == 0 else f"exclusions_{n}"):
                exclusions[pk] = data[f"reason_{n}"]
        return {
            "title": data["title"],
            "size": data["size"],
            "by_county": data["by_county"],
            "by_kind": data["by_kind"],
            "inspectors": self._people("inspectors"),
            "informed": self._people("informed"),
            "exclusions": [(self.sites[pk], reason) for pk, reason in exclusions.items()],
        }

    def _people(self, prefix: str) -> list[Person]:
        found = [v for n, v in self.cleaned_data.items() if n.startswith(prefix) and isinstance(v, Person)]
        return list(dict.fromkeys(found))


def _label(site: Site) -> str:
    return f"{site.county} · {site.unit}"


def _initial(draw: Draw) -> dict[str, Any]:
    values: dict[str, Any] = {
        name: getattr(draw, name) for name in ("id", "version", "title", "size", "by_county", "by_kind")
    }
    people = list(draw.people.select_related("person__home_unit"))
    own = draw.organiser_id
    for prefix, inspects in (("inspectors", True), ("informed", False)):
        rows = [p for p in people if p.inspects == inspects and (inspects or p.person.user_id != own)]
        values |= {prefix if n == 0 else f"{prefix}_{n}": row.person for n, row in enumerate(rows)}
    for n, row in enumerate(draw.exclusions.all()):
        values |= {"exclusions" if n == 0 else f"exclusions_{n}": str(row.site_id), f"reason_{n}": row.reason}
    return values


class OutsideForm(forms.Form):
    outside = django_forms.CharField(
        label=_("Word from outside"),
        min_length=4,
        max_length=100,
        help_text=_(
            "Something that nobody could know when the draw was committed: dice thrown before witnesses, or the "
            "winning numbers of a public lottery of today."
        ),
    )


class ArrangeForm(forms.Form):
    """Day and inspectors of each visit still to be made."""

    def __init__(self, draw: Draw, *args: Any, **kwargs: Any) -> None:
        self.visits = list(
            draw.visits.filter(state=Visit.State.PLANNED)
            .select_related("unit", "site__county")
            .prefetch_related("inspectors")
        )
        self.people = {
            str(p.person_id): p.person for p in draw.people.filter(inspects=True).select_related("person")
        }
        choices = [(pk, str(person)) for pk, person in self.people.items()]
        rows: dict[str, django_forms.Field] = {}
        for visit in self.visits:
            held = [str(person.pk) for person in visit.inspectors.all()]
            rows[f"day_{visit.pk}"] = django_forms.DateField(
                label=_("Day"), required=False, initial=visit.planned_on
            )
            rows[f"who_{visit.pk}"] = django_forms.MultipleChoiceField(
                label=_("Inspectors"), choices=choices, initial=held, widget=forms.Chips
            )
        self.base_fields = rows  # type: ignore[misc]
        super().__init__(*args, **kwargs)

    def lines(self) -> Iterator[tuple[Visit, Any, Any]]:
        for visit in self.visits:
            yield visit, self[f"day_{visit.pk}"], self[f"who_{visit.pk}"]

    def days(self) -> dict[UUID, tuple[date | None, list[Person]]]:
        data = self.cleaned_data
        return {
            v.pk: (data[f"day_{v.pk}"], [self.people[pk] for pk in data[f"who_{v.pk}"]]) for v in self.visits
        }


class RouteForm(forms.FilterForm):
    day = django_forms.DateField(label=_("Day"))
    ground = django_forms.ChoiceField(
        label=_("Country"),
        choices=[("plain", _("Plain")), ("hills", _("Hills")), ("mountains", _("Mountains"))],
    )


class RecordFileForm(forms.Form):
    file = django_forms.FileField(
        label=_("Record of a draw (.json)"),
        widget=django_forms.FileInput({"accept": "application/json,.json"}),
        help_text=_("The file that the page of a draw offers for download. Nothing of it is stored."),
    )
