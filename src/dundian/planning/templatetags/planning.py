"""Small words of the plans' pages, and the lines of a table of teams, written by code (`ui.drawing`)."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from dundian.ui.addresses import address
from dundian.ui.drawing import lines as drawn
from dundian.ui.drawing import shown
from dundian.ui.formats import NULL, day, number
from dundian.ui.templatetags.ui import icon, status

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


@register.simple_tag
def team_lines(lines: list[dict[str, Any]], with_campaign: bool) -> SafeString:
    """Lines of `views.teams.with_tones`, with their campaign or without."""
    return drawn(_team, lines, with_campaign)


def _team(line: dict[str, Any], with_campaign: bool) -> str:
    team, site, dispatch = line["team"], line["team"].site, getattr(line["team"], "dispatch", None)
    unit, county = (shown(site.unit.name), site.county) if site else ("", None)
    campaign = f"<td>{shown(team.campaign.name)}</td>" if with_campaign else ""
    period = f"{day(dispatch.starts_on)} – {day(dispatch.ends_on)}" if dispatch else NULL
    mend = [
        f'<div class="small">{icon("alert-triangle")} {shown(conflict.text)}</div>'
        for conflict in line["conflicts"]
    ]
    return (
        f'<tr><th scope="row"><a href="{address("planning:team_detail", team.pk)}">{shown(team.name)}</a></th>'
        f"<td>{unit or NULL}</td><td>{shown(county) if county else NULL}</td>"
        f"<td>{shown(line['leader']) if line['leader'] else NULL}</td>"
        f"<td>{'、'.join(map(shown, line['others'])) or NULL}</td>{campaign}"
        f'<td class="nowrap">{period}</td>'
        f"<td>{status(line['tone'], team.get_state_display())}{''.join(mend)}</td></tr>"
    )
