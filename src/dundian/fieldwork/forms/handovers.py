"""Forms of handing over."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.fieldwork.forms.filters import ALL
from dundian.fieldwork.models import Handover, HandoverItem
from dundian.org.models import Person
from dundian.planning.models import TeamMember
from dundian.ui import forms


class HandoverFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *Handover.Kind.choices])
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *Handover.State.choices])


class UnfinishedFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    way = django_forms.ChoiceField(
        label=_("Goes to"), choices=[ALL, *(c for c in HandoverItem.Way.choices if c[0] != "person")]
    )
    state = django_forms.ChoiceField(
        label=_("State"),
        choices=[ALL, ("open", pgettext_lazy("unfinished", "Open")), ("settled", _("Settled"))],
    )


class ArrangeForm(forms.Form):
    """To whom each thing goes: one select for each item, named by its id."""

    notes = django_forms.CharField(
        label=_("Notes for whoever follows"),
        max_length=2000,
        required=False,
        widget=django_forms.Textarea({"rows": 4}),
    )
    version = forms.VersionField(required=False)

    def __init__(self, sheet: Handover, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"notes": sheet.notes, "version": sheet.version})
        super().__init__(*args, **kwargs)
        places = TeamMember.ever.lasting().filter(team=sheet.team_id).exclude(person=sheet.leaving_id)
        self.people = {str(p.person_id): p.person for p in places.select_related("person")}
        choices = [(f"person:{pk}", str(person)) for pk, person in self.people.items()]
        if sheet.kind == Handover.Kind.CLOSING:
            choices = [(k, str(v)) for k, v in HandoverItem.Way.choices if k != "person"]
        self.items = list(sheet.items.all())
        for item in self.items:
            field = django_forms.ChoiceField(
                label=item.title, choices=choices, initial=f"person:{item.to_id}" if item.to_id else item.way
            )
            self.fields[f"item_{item.pk}"] = field

    def ways(self) -> dict[UUID, tuple[str, Person | None]]:
        """What was chosen, by item."""
        chosen = {}
        for item in self.items:
            way, _sep, pk = str(self.cleaned_data[f"item_{item.pk}"]).partition(":")
            chosen[item.pk] = (way, self.people.get(pk))
        return chosen


class GiveForm(forms.Form):
    notes = django_forms.CharField(
        label=_("Notes for whoever follows"),
        max_length=2000,
        required=False,
        widget=django_forms.Textarea({"rows": 4}),
    )


class TakeForm(forms.Form):
    word = django_forms.CharField(
        label=_("A word"),
        max_length=500,
        required=False,
        widget=forms.Opinion((_("All is clear."), _("Checked item by item."))),
    )


class SettleForm(forms.Form):
    result = django_forms.CharField(
        label=_("What came of it"),
        max_length=300,
        widget=forms.Opinion((_("Finished by the host union."), _("Finished on a return visit."))),
    )
