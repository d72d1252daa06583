"""Every write of the room."""

from dundian.org.actions.appointments import (
    appoint,
    appoint_deputy,
    end_appointments,
    extend_appointments,
    giving_appointment,
    may_end_or_deputise,
    revoke_appointment,
    revoking_appointment,
)
from dundian.org.actions.calendar import (
    enter_days,
    load_years,
    mark_day,
    require_calendar_keeper,
    set_hours,
)
from dundian.org.actions.people import (
    add_people,
    add_person,
    edit_person,
    link_sign_in,
    open_person_sign_in,
    see_phone,
)
from dundian.org.actions.units import (
    NewUnit,
    close_unit,
    create_unit,
    create_units,
    edit_unit,
    merge_unit,
    move_unit,
    rename_unit,
    reopen_unit,
)
from dundian.org.actions.withdrawing import withdraw_person, withdraw_unit

__all__ = [
    "NewUnit",
    "add_people",
    "add_person",
    "appoint",
    "appoint_deputy",
    "close_unit",
    "create_unit",
    "create_units",
    "edit_person",
    "edit_unit",
    "end_appointments",
    "enter_days",
    "extend_appointments",
    "giving_appointment",
    "link_sign_in",
    "load_years",
    "mark_day",
    "may_end_or_deputise",
    "merge_unit",
    "move_unit",
    "open_person_sign_in",
    "rename_unit",
    "reopen_unit",
    "require_calendar_keeper",
    "revoke_appointment",
    "revoking_appointment",
    "see_phone",
    "set_hours",
    "withdraw_person",
    "withdraw_unit",
]
