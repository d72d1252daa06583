"""Conditions over the list of sites, and what may be changed at one."""

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from dundian.campaign import queries
from dundian.campaign.forms.choices import offer
from dundian.campaign.models import Campaign, Initiative, Site
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Unit, UnitKind
from dundian.ui.forms import FilterForm, Form, NamedField, VersionField, YearField

KINDS = [(kind.value, UnitKind(kind).label) for kind in GRASSROOTS]


class SiteFilter(FilterForm):
    text = forms.CharField(label=_("Union or reason"), max_length=60)
    campaign = NamedField(
        Campaign.objects.none(),
        columns=("unit__short_name", "unit__name", "name"),
        words=lambda short, whole, name: f"{short or whole}：{name}",
        label=_("Campaign"),
        empty_label=_("All"),
    )
    county = NamedField(
        Unit.objects.none(), columns=("short_name", "name"), label=_("Area"), empty_label=_("All")
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=[("", _("All")), *KINDS])
    state = forms.ChoiceField(label=_("State"), choices=[("", _("All")), *Site.State.choices])
    initiative = forms.ModelChoiceField(
        Initiative.objects.none(), label=_("Initiative"), empty_label=_("All")
    )
    own = forms.BooleanField(label=_("Without campaigns beneath"))
    year = YearField()
    more = ("state", "initiative", "year", "own")

    def __init__(self, *args: Any, actor: Actor, within: Campaign | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        seen = Campaign.objects.visible_to(actor).select_related("unit")
        offer(self, "campaign", seen.order_by("-year", "unit__path", "-id"), lambda c: f"{c.unit}：{c.name}")
        offer(self, "county", queries.areas_with_sites(actor, also=self.data.get("county", "")))
        of = Q(campaign__in=seen) if within is None else Q(campaign=within)
        initiatives = Initiative.objects.filter(of)
        offer(self, "initiative", initiatives.order_by("-campaign__year", "created_at", "id"))
        if within is not None:
            del self.fields["campaign"]
        if actor.over_all:
            self.fold("campaign", "county")


class SiteForm(Form):
    reason = forms.CharField(
        label=_("Why chosen"), required=False, max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
    initiatives = forms.ModelMultipleChoiceField(
        Initiative.objects.none(), label=_("Initiatives"), required=False, widget=forms.CheckboxSelectMultiple
    )
    version = VersionField()

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "initiatives", site.campaign.initiatives.all())


class DropForm(Form):
    reason = forms.CharField(
        label=_("Why the site is given up"), max_length=200, widget=forms.Textarea(attrs={"rows": 3})
    )
