"""Tokens that wait for an office's word."""

from collections.abc import Iterator

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.api.models import Token
from dundian.kernel import clock
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor

ASKED_FOR = Need(lambda user: Token.objects.filter(digest="", revoked_at=None))


@register
def tokens(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    """One query: what a program asks to read where this person may let it."""
    if tab is not Tab.WAITING or ASKED_FOR.unmet() or not actor.can("release", "api_token"):
        return
    rows = Token.objects.filter(unit__in=actor.units("release", "api_token"), digest="", revoked_at=None)
    for token in rows.filter(expires_on__gte=clock.today()).select_related("unit").order_by("-id")[:limit]:
        yield Todo(
            kind=_("Let a token into use"),
            title=token.name,
            url=reverse("api:token_detail", args=[token.pk]),
            place=str(token.unit),
            detail=token.purpose,
        )
