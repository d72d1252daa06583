"""A team as a form: name, site, and one line for each person."""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Campaign, Site
from dundian.org.models import GRASSROOTS, Person, Unit
from dundian.planning.actions import MemberLine
from dundian.planning.models import Team
from dundian.planning.queries import counties_of, label_of, sites_without_team
from dundian.ui.forms import FilterForm, Form, NamedField, VersionField

ALL = ("", _("All"))


if TYPE_CHECKING:
    PeopleChoice = forms.ModelMultipleChoiceField[Person]
    PersonChoice = forms.ModelChoiceField[Person]
    SiteChoice = forms.ModelChoiceField[Site]
else:
    PeopleChoice, PersonChoice = forms.ModelMultipleChoiceField, forms.ModelChoiceField
    SiteChoice = forms.ModelChoiceField


class TeamFilter(FilterForm):
    """Conditions of a list of teams."""

    q = forms.CharField(label=_("Team, site or person"), max_length=60)
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *Team.State.choices])
    kind = forms.ChoiceField(
        label=_("Kind of site"), choices=[ALL, *[(k.value, k.label) for k in GRASSROOTS]]
    )
    county = NamedField(
        Unit.objects.none(), columns=("short_name", "name"), label=_("Area"), empty_label=_("All")
    )
    campaign = NamedField(Campaign.objects.none(), label=_("Campaign"), empty_label=_("All"))

    def __init__(
        self, *args: Any, campaign: Campaign | None = None, campaigns: Any = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if campaign is not None:
            self.fields["county"].queryset = counties_of(campaign)  # type: ignore[attr-defined]
            del self.fields["campaign"]
        else:
            self.fields["campaign"].queryset = campaigns  # type: ignore[attr-defined]
            del self.fields["county"]


class PeopleField(PeopleChoice):
    """People by id, shown by name and home unit."""

    def label_from_instance(self, obj: Any) -> str:
        return label_of(obj)


class LeaderField(PersonChoice):
    def label_from_instance(self, obj: Any) -> str:
        return label_of(obj)


class SiteField(SiteChoice):
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.unit}（{obj.county}）" if obj.county else str(obj.unit)


class TeamForm(Form):
    """`people` are the only ones the fields accept. Roles come as "<person id>|<role>"."""

    name = forms.CharField(label=_("Team name"), max_length=60)
    site = SiteField(
        Site.objects.none(), label=_("Site"), required=False, empty_label=pgettext_lazy("site", "Not yet")
    )
    members = PeopleField(Person.objects.none(), label=pgettext_lazy("team", "Members"), required=False)
    leader = LeaderField(
        Person.objects.none(),
        label=pgettext_lazy("team", "Leader"),
        required=False,
        empty_label=pgettext_lazy("leader", "Not yet"),
    )
    roles = forms.MultipleChoiceField(label=_("Roles"), required=False)
    version = VersionField(required=False)

    field_order = ["name", "site", "members", "leader", "roles"]

    def __init__(
        self,
        *args: Any,
        campaign: Campaign,
        people: Iterable[Person],
        team: Team | None = None,
        **kwargs: Any,
    ) -> None:
        if team is not None and "initial" not in kwargs:
            kwargs["initial"] = stored(team)
        super().__init__(*args, **kwargs)
        self.campaign = campaign
        self.people = {p.pk: p for p in people}
        chosen = Person.objects.filter(pk__in=self.people).select_related("home_unit")
        self.fields["members"].queryset = self.fields["leader"].queryset = chosen  # type: ignore[attr-defined]
        waiting = set(sites_without_team(campaign).values_list("pk", flat=True))
        if team is not None and team.site_id is not None:
            waiting.add(team.site_id)
        sites = Site.objects.filter(pk__in=waiting).select_related("unit", "county")
        self.fields["site"].queryset = sites.order_by("county__place", "county_id", "id")  # type: ignore[attr-defined]
        self.fields["roles"].choices = [  # type: ignore[attr-defined]
            (f"{p.pk}|{role}", f"{p.name}：{role}")
            for p in self.people.values()
            for role in campaign.role_names
        ]

    def clean(self) -> dict[str, Any]:
        """A leader is a member."""
        data = super().clean() or self.cleaned_data
        leader, members = data.get("leader"), list(data.get("members") or ())
        if leader is not None and leader.pk not in {m.pk for m in members}:
            self.add_error("leader", _("The leader must be one of the members."))
        return data

    def lines(self) -> list[MemberLine]:
        """The members in the order in which they stand on the page."""
        data = self.cleaned_data
        places = {value: place for place, value in enumerate(self.data.getlist("members"))}  # type: ignore[attr-defined]
        people = sorted(data["members"], key=lambda p: places.get(str(p.pk), len(places)))
        roles: dict[UUID, list[str]] = {}
        for value in data["roles"]:
            person_id, _sep, role = value.partition("|")
            roles.setdefault(UUID(person_id), []).append(role)
        leader = data["leader"]
        return [MemberLine(p, bool(leader and leader.pk == p.pk), tuple(roles.get(p.pk, ()))) for p in people]


def stored(team: Team) -> dict[str, Any]:
    """What the form shows of a stored team."""
    members = list(team.members.all())
    leader = next((m.person_id for m in members if m.leads), None)
    return {
        "name": team.name,
        "site": team.site_id,
        "members": [m.person_id for m in members],
        "leader": leader,
        "roles": [f"{m.person_id}|{role}" for m in members for role in m.roles],
        "version": team.version,
    }
