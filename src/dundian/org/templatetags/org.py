"""`{% load org %}`: the lines of the lists of people and appointments, written by code (`ui.drawing`)."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.org.models import Appointment, Person
from dundian.ui.addresses import address
from dundian.ui.drawing import lines, shown
from dundian.ui.formats import NULL, day

register = template.Library()


@register.simple_tag
def person_lines(people: list[Person]) -> SafeString:
    """People with their home unit; telephone numbers masked."""
    return lines(_person, people, _tag(pgettext("person", "Left")))


def _person(person: Person, left: str) -> str:
    return (
        f'<tr><th scope="row"><a href="{address("org:person_detail", person.pk)}">{shown(person.name)}</a>'
        f"{left if person.left_on else ''}</th><td>{shown(person.home_unit.name)}</td>"
        f"<td>{shown(person.get_grade_display())}</td><td>{shown(person.post) or NULL}</td>"
        f"<td>{'、'.join(map(shown, person.skills)) or NULL}</td>"
        f'<td class="nowrap">{shown(person.masked_phone) or NULL}</td></tr>'
    )


@register.simple_tag
def appointment_lines(rows: list[Any], may_add: bool) -> SafeString:
    """`views.appointments.Line`s; with what may be done to each for whoever appoints."""
    acts = (_("Deputy"), _("Revoke")) if may_add else None
    return lines(_appointment, rows, acts, _tag(_("Revoked")))


def _appointment(line: Any, acts: tuple[str, str] | None, revoked: str) -> str:
    row: Appointment = line.row
    name, person = shown(row.user), getattr(row.user, "person", None)
    named = f'<a href="{address("org:person_detail", person.pk)}">{name}</a>' if person else name
    deputy = shown(row.deputy_for.user) if row.deputy_for else NULL
    return (
        f'<tr><th scope="row">{named}</th><td>{shown(row.get_role_display())}</td>'
        f'<td><a href="{address("org:unit_detail", row.unit_id)}">{shown(row.unit)}</a></td>'
        f'<td class="nowrap">{_period(row)}{revoked if row.revoked_at else ""}</td><td>{deputy}</td>'
        f"<td>{shown(row.granted_by) if row.granted_by else NULL}</td>{_acts(line, acts) if acts else ''}</tr>"
    )


def _acts(line: Any, words: tuple[str, str]) -> str:
    found = [
        f'<a class="btn btn-sm" href="{address(f"org:appointment_{name}", line.row.pk)}">{word}</a>'
        for name, word, may in (
            ("deputy", words[0], line.may_deputise),
            ("revoke", words[1], line.may_revoke),
        )
        if may
    ]
    return f'<td><span class="buttons">{"".join(found)}</span></td>'


def _period(row: Appointment) -> str:
    if row.until:
        return f"{day(row.since)} – {day(row.until)}"
    return _("since %(day)s") % {"day": day(row.since)}


def _tag(words: str) -> str:
    return f' <span class="tag">{words}</span>'
