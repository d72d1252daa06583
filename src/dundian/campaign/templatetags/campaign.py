"""`{% load campaign %}`."""

from collections.abc import Mapping
from typing import Any

from django import template

register = template.Library()


@register.filter
def at(numbers: Mapping[Any, int], key: Any) -> int:
    """The number counted for `key`; 0 when none was."""
    return numbers.get(key, 0)
