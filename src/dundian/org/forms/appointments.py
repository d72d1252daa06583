"""Forms about appointments."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.org.access import Actor, giveable_roles
from dundian.org.forms.fields import UnitField, UserField
from dundian.org.models import Appointment, Role
from dundian.ui.forms import FilterForm, Form

WITH_SIGN_IN = _("Somebody with a sign-in; type part of the name, or the staff number.")
STATES: list[tuple[str, Any]] = [
    ("now", _("In force")),
    ("coming", _("Not begun")),
    ("ended", _("Ended")),
    ("any", pgettext_lazy("filter", "All")),
]


class AppointmentFilter(FilterForm):
    q = forms.CharField(label=_("Name or sign-in name"), max_length=40)
    unit = UnitField(among="org.units_with_closed", label=_("Unit and beneath"), help_text="")
    role = forms.ChoiceField(label=_("Role"), choices=[("", pgettext_lazy("filter", "All")), *Role.choices])
    state = forms.ChoiceField(label=_("State"), choices=STATES)

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unit = self.fields["unit"]
        if isinstance(unit, UnitField):
            unit.use(actor)


class AppointForm(Form):
    person = UserField(label=_("Person"), help_text=WITH_SIGN_IN)
    unit = UnitField(among="org.units_to_appoint_at", label=_("Unit"))
    role = forms.ChoiceField(label=_("Role"))
    since = forms.DateField(label=pgettext_lazy("start of a period", "From"), initial=clock.today)
    until = forms.DateField(
        label=pgettext_lazy("end of a period", "Until"),
        required=False,
        help_text=_("Inclusive; left empty: without end."),
    )

    def __init__(self, *args: Any, actor: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("person", "unit"):
            field = self.fields[name]
            if isinstance(field, UnitField | UserField):
                field.use(actor)
        giveable = {role for a in actor.appointments for role in giveable_roles(a)}
        self.fields["role"].choices = [c for c in Role.choices if c[0] in giveable]  # type: ignore[attr-defined]


class DeputyForm(Form):
    person = UserField(label=_("Deputy"), help_text=WITH_SIGN_IN)
    since = forms.DateField(label=pgettext_lazy("start of a period", "From"))
    until = forms.DateField(label=pgettext_lazy("end of a period", "Until"), help_text=_("Inclusive."))

    def __init__(self, *args: Any, actor: Actor, original: Appointment, **kwargs: Any) -> None:
        start = max(clock.today(), original.since)
        super().__init__(*args, **{"initial": {"since": start, "until": original.until}, **kwargs})
        person = self.fields["person"]
        if isinstance(person, UserField):
            person.use(actor)
