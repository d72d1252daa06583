"""Gives every request its actor."""

from collections.abc import Callable
from typing import cast

from django.http import HttpRequest, HttpResponse
from django.utils.functional import SimpleLazyObject

from dundian.accounts.models import User
from dundian.org.access import Actor, actor_of


class ActingPerson:
    """`request.actor`: the signed-in person's `Actor`, loaded on first use; None for visitors."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            user = request.user
            request.actor = cast(Actor, SimpleLazyObject(lambda: actor_of(user)))  # type: ignore[attr-defined]
        else:
            request.actor = None  # type: ignore[attr-defined]
        return self.get_response(request)


class ActorRequest(HttpRequest):
    """The request as views of signed-in people see it."""

    actor: Actor
    user: User
