"""Forms of the room, and the fields that every room chooses units and people with."""

from dundian.org.forms.appointments import AppointForm, AppointmentFilter, DeputyForm
from dundian.org.forms.fields import PersonField, UnitField, UserField
from dundian.org.forms.people import PersonFilter, PersonForm, initial_of
from dundian.org.forms.units import MergeForm, MoveForm, ReasonForm, RenameForm, UnitFilter, UnitForm

__all__ = [
    "AppointForm",
    "AppointmentFilter",
    "DeputyForm",
    "MergeForm",
    "MoveForm",
    "PersonField",
    "PersonFilter",
    "PersonForm",
    "ReasonForm",
    "RenameForm",
    "UnitField",
    "UnitFilter",
    "UnitForm",
    "UserField",
    "initial_of",
]
