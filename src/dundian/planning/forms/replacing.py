"""Forms for the coming and going of a team's people."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.forms import PersonField
from dundian.org.models import Person
from dundian.planning.models import Team
from dundian.ui.forms import Form, Opinion


class _Change(Form):
    columns = 2

    def __init__(self, team: Team, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        staying = team.members.filter(until=None)
        people = Person.objects.filter(pk__in=staying.values("person")).order_by("name", "id")
        for name in ("leaving", "absent"):
            if name in self.fields:
                cast("forms.ModelChoiceField[Person]", self.fields[name]).queryset = people
        cast(PersonField, self.fields["coming"]).use(actor)


class ReplaceForm(_Change):
    leaving = forms.ModelChoiceField(Person.objects.none(), label=_("Who leaves"))
    coming = PersonField(label=_("Who comes"))
    on = forms.DateField(label=_("First day of the one who comes"), initial=clock.today)
    reason = forms.CharField(
        label=_("Reason"),
        max_length=200,
        widget=Opinion(
            [_("Moved to another post."), _("Ill for a longer time."), _("Needed at the home unit.")]
        ),
    )
    notice = forms.BooleanField(label=_("Issue a supplementary notice"), required=False, initial=True)


class StandInForm(_Change):
    absent = forms.ModelChoiceField(Person.objects.none(), label=_("Who is away"))
    coming = PersonField(label=_("Who stands in"))
    since = forms.DateField(label=_("First day"), initial=clock.today)
    until = forms.DateField(label=_("Last day"))
    reason = forms.CharField(
        label=_("Reason"), max_length=200, widget=Opinion([_("On leave."), _("On official duty elsewhere.")])
    )
