"""Every write of the room."""

from dundian.org.actions.appointments import (
    appoint,
    appoint_deputy,
    end_appointments,
    extend_appointments,
    revoke_appointment,
)
from dundian.org.actions.people import add_person, edit_person, link_sign_in, open_person_sign_in, see_phone
from dundian.org.actions.units import (
    close_unit,
    create_unit,
    edit_unit,
    merge_unit,
    move_unit,
    rename_unit,
    reopen_unit,
)

__all__ = [
    "add_person",
    "appoint",
    "appoint_deputy",
    "close_unit",
    "create_unit",
    "edit_person",
    "edit_unit",
    "end_appointments",
    "extend_appointments",
    "link_sign_in",
    "merge_unit",
    "move_unit",
    "open_person_sign_in",
    "rename_unit",
    "reopen_unit",
    "revoke_appointment",
    "see_phone",
]
