"""Addresses of pages, found once for each kind of page and then filled in.

A list asks for the same address with fifty ids, and the menu for thirty addresses on every page; searching all patterns
each time is a good part of the frame's work.
"""

from functools import cached_property
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.urls import (
    Resolver404,
    ResolverMatch,
    URLResolver,
    get_script_prefix,
    get_urlconf,
    include,
    reverse,
)
from django.urls.resolvers import RoutePattern

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


class _Room(URLResolver):
    """A room's addresses, which are looked through only for a path that begins as one of them does."""

    @cached_property
    def _beginnings(self) -> frozenset[str]:
        return frozenset(_beginning(str(entry.pattern)) for entry in self.url_patterns)

    def resolve(self, path: str) -> ResolverMatch:
        if _beginning(path) not in self._beginnings:
            raise Resolver404({"tried": [], "path": path})
        return super().resolve(path)


def _beginning(path: str) -> str:
    return path.partition("/")[0]


def room(module: str) -> URLResolver:
    """`path("", include(module))`, for addresses whose first part is a word of their own."""
    urls, app_name, namespace = include(module)
    found = _Room(RoutePattern("", is_endpoint=False), urls, None, app_name=app_name, namespace=namespace)
    if valued := [entry for entry in found.url_patterns if "<" in _beginning(str(entry.pattern))]:
        raise ImproperlyConfigured(f"{module}: an address may not begin with a value: {valued}")
    return found
