"""`{% load schedule %}`: numbers of a drawing."""

from django import template

register = template.Library()


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate, whatever the language writes for a decimal point."""
    return f"{value:g}"


@register.filter
def add_px(value: float, more: int) -> str:
    return f"{value + more:g}"


@register.filter
def without_sign(value: int) -> int:
    """The number without its sign."""
    return abs(value)


@register.filter
def percent(value: float) -> str:
    """A share as a whole percentage."""
    return f"{value:.0%}"
