"""Addresses of the room."""

from django.urls import path, register_converter

from dundian.org.views import appointments, calendar, choose, people, units


class UnitId:
    """Decimal digits that fit a bigint."""

    regex = "[0-9]{1,18}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int | str) -> str:
        return str(value)


register_converter(UnitId, "unit")

app_name = "org"
urlpatterns = [
    path("calendar/", calendar.calendar_view, name="calendar_view"),
    path("calendar/day/", calendar.calendar_day, name="calendar_day"),
    path("calendar/days/", calendar.calendar_days, name="calendar_days"),
    path("calendar/hours/", calendar.calendar_hours, name="calendar_hours"),
    path("calendar/load/", calendar.calendar_load, name="calendar_load"),
    path("units/", units.unit_list, name="unit_list"),
    path("units/choose/", choose.unit_choose, name="unit_choose"),
    path("units/export/", units.unit_export, name="unit_export"),
    path("units/add/", units.unit_add, name="unit_add"),
    path("units/<unit:pk>/", units.unit_detail, name="unit_detail"),
    path("units/<unit:pk>/edit/", units.unit_edit, name="unit_edit"),
    path("units/<unit:pk>/rename/", units.unit_rename, name="unit_rename"),
    path("units/<unit:pk>/move/", units.unit_move, name="unit_move"),
    path("units/<unit:pk>/merge/", units.unit_merge, name="unit_merge"),
    path("units/<unit:pk>/close/", units.unit_close, name="unit_close"),
    path("units/<unit:pk>/reopen/", units.unit_reopen, name="unit_reopen"),
    path("people/", people.person_list, name="person_list"),
    path("people/choose/", choose.person_choose, name="person_choose"),
    path("people/export/", people.person_export, name="person_export"),
    path("people/add/", people.person_add, name="person_add"),
    path("people/<uuid:pk>/", people.person_detail, name="person_detail"),
    path("people/<uuid:pk>/edit/", people.person_edit, name="person_edit"),
    path("people/<uuid:pk>/phone/", people.person_phone, name="person_phone"),
    path("appointments/", appointments.appointment_list, name="appointment_list"),
    path("appointments/export/", appointments.appointment_export, name="appointment_export"),
    path("appointments/add/", appointments.appointment_add, name="appointment_add"),
    path("appointments/<uuid:pk>/deputy/", appointments.appointment_deputy, name="appointment_deputy"),
    path("appointments/<uuid:pk>/revoke/", appointments.appointment_revoke, name="appointment_revoke"),
]
