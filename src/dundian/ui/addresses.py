"""Addresses of pages, found once for each kind of page and then filled in.

A list asks for the same address with fifty ids, and the menu for thirty addresses on every page; searching all patterns
each time is a good part of the frame's work.
"""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.urls import get_script_prefix, get_urlconf, reverse

MARKS: dict[type, Any] = {UUID: UUID("5d1f3c7e-9b24-4c68-8a0e-f2b7d6913e54"), int: 918_273_645_546_372}
_known: dict[tuple[Any, ...], tuple[str, ...]] = {}


def address(view: str, *args: Any, current_app: str | None = None) -> str:
    """As `reverse`: for no argument or one id it is remembered how the address is written."""
    kind = type(args[0]) if args else None
    if len(args) > 1 or (kind is not None and kind not in MARKS) or (kind is int and args[0] < 0):
        return reverse(view, args=args, current_app=current_app)
    key = (get_urlconf() or settings.ROOT_URLCONF, get_script_prefix(), view, current_app, kind)
    parts = _known.get(key)
    if parts is None:
        mark = [MARKS[kind]] if kind else []
        found = reverse(view, args=mark, current_app=current_app)
        parts = _known[key] = tuple(found.split(str(mark[0]))) if kind else (found,)
    return str(args[0]).join(parts) if args else parts[0]
