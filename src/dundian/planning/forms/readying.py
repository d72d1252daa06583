"""What planning is told of a person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import Unit
from dundian.planning.assignments import Readiness
from dundian.ui.forms import Chips, FilterForm, Form


class ReadinessFilter(FilterForm):
    q = forms.CharField(label=_("Name, post, unit or skill"), max_length=40)
    only = forms.ChoiceField(
        label=pgettext_lazy("people", "Show"),
        choices=[
            ("", _("All")),
            ("free", _("Free to be sent")),
            ("told", _("With roles or conflicts entered")),
        ],
    )


class ReadinessForm(Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles the person is fit for"),
        required=False,
        widget=Chips,
        help_text=_("None ticked: all roles."),
    )
    may_lead = forms.BooleanField(label=_("May lead a team"), required=False)
    conflicts = forms.ModelMultipleChoiceField(
        Unit.objects.none(),
        label=_("Unions the person declared not to be sent to"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Relatives, former posts, shares: the calculation keeps the person away from them."),
    )
    another = UnitField(label=_("One more such union"), required=False)

    def __init__(
        self, *args: Any, actor: Actor, roles: Sequence[str], ready: Readiness | None, **kwargs: Any
    ) -> None:
        known = list(ready.conflicts.all()) if ready else []
        kwargs["initial"] = {
            "roles": ready.roles if ready else [],
            "may_lead": ready.may_lead if ready else True,
            "conflicts": [u.pk for u in known],
        }
        super().__init__(*args, **kwargs)
        self.fields["roles"].choices = [(r, r) for r in roles]  # type: ignore[attr-defined]
        self.fields["another"].use(actor)  # type: ignore[attr-defined]
        self.fields["conflicts"].queryset = Unit.objects.filter(pk__in=[u.pk for u in known])  # type: ignore[attr-defined]
        if not known:
            self.fields["another"].label = self.fields.pop("conflicts").label
            self.fields["another"].help_text = _(
                "Relatives, former posts, shares. Type part of the name, or the code."
            )

    def facts(self) -> dict[str, Any]:
        """The arguments of `set_readiness`."""
        data = self.cleaned_data
        units = [*data.get("conflicts", ()), *filter(None, [data["another"]])]
        return {
            "roles": data["roles"],
            "may_lead": data["may_lead"],
            "conflicts": list(dict.fromkeys(units)),
        }
