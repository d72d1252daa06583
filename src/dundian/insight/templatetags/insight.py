"""`{% load insight %}`: the lines of the list behind coverage, written by code (`ui.drawing`)."""

from typing import Any

from django import template
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.org.models import Unit
from dundian.ui.addresses import address
from dundian.ui.drawing import lines, shown
from dundian.ui.formats import NULL, number
from dundian.ui.templatetags.ui import status

register = template.Library()


@register.simple_tag
def coverage_lines(unions: list[Unit]) -> SafeString:
    """Unions of `coverage.unions_for`."""
    yes, no = status("done", pgettext("coverage", "Reached")), status("todo", _("Not reached"))
    return lines(_union, unions, yes, no)


def _union(union: Any, reached: str, missed: str) -> str:
    return (
        f'<tr><th scope="row"><a href="{address("org:unit_detail", union.pk)}">{shown(union.name)}</a></th>'
        f"<td>{shown(union.get_kind_display())}</td><td>{shown(union.parent) if union.parent else NULL}</td>"
        f'<td class="num">{number(union.workers)}</td><td>{reached if union.is_reached else missed}</td></tr>'
    )
