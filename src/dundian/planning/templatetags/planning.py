"""Small words of the plans' pages."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dundian.ui.formats import number

register = template.Library()
PROVEN = 5e-7


@register.simple_tag
def percent(share: float) -> str:
    """A gap: 0 %, 0.02 %, 1.3 %."""
    return "0%" if share < PROVEN else f"{100 * share:.3f}%" if share < 0.001 else f"{100 * share:.2f}%"


@register.simple_tag
def limit_words(least: int, most: int | None) -> str:
    """Exactly 5, 3 to 8, at least 2, at most 4."""
    if most is not None and least == most:
        return _("exactly %(n)d") % {"n": most}
    if most is None:
        return _("at least %(n)d") % {"n": least}
    if not least:
        return _("at most %(n)d") % {"n": most}
    return _("%(least)d to %(most)d") % {"least": least, "most": most}


@register.simple_tag
def share_of(weight: float, criteria: Any) -> str:
    total = sum(c.weight for c in criteria) or 1
    return f"{100 * weight / total:.1f}"


@register.simple_tag
def best(value: float, most: Any, digits: int) -> SafeString | str:
    """The figure, in bold when it is the best of its row."""
    text = number(value) if not digits else f"{value:.{digits}f}"
    if isinstance(most, int | float) and abs(value - most) < 1e-9:
        return format_html("<strong>{}</strong>", text)
    return text


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate with a point, whatever the language."""
    return f"{value:g}"


@register.filter
def absolute(value: int) -> int:
    return abs(value)


@register.filter
def offset(value: float, by: int) -> str:
    """A coordinate moved, with a point whatever the language."""
    return f"{value + by:.1f}"


@register.simple_tag
def limit_cells(form: Any, label: Any, teams: int = 0) -> SafeString:
    """The inputs of one line of limits, each named for who cannot see the table."""
    names = ["least", "most", *(["teams"] if teams else [])]
    return format_html_join("", "<td>{}</td>", ((_cell(form[name], label),) for name in names))


def _cell(field: Any, label: Any) -> Any:
    attrs = {"aria-label": f"{label} {field.label}", "class": "short"}
    if field.errors:
        attrs |= {"aria-invalid": "true"}
    return field.as_widget(attrs=attrs)
