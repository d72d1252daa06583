"""Gives every request its actor."""

from collections.abc import Callable, Iterator
from typing import cast

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.utils.functional import SimpleLazyObject

from dundian.accounts.models import User
from dundian.kernel import reach
from dundian.org.access import Actor, actor_of


class ActingPerson:
    """`request.actor`: the signed-in person's `Actor`, loaded on first use; None for visitors.

    The database lets the request see as far as its actor, and a visitor's nothing: see `kernel.reach`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        if request.user.is_authenticated:
            user = request.user
            request.actor = cast(Actor, SimpleLazyObject(lambda: _actor(user)))  # type: ignore[attr-defined]
        else:
            request.actor = None  # type: ignore[attr-defined]
        with reach.holding(lambda: _reach_of(request)):
            response: HttpResponseBase = self.get_response(request)
            if isinstance(response, StreamingHttpResponse) and not isinstance(response, FileResponse):
                response.streaming_content = reach.kept(cast("Iterator[bytes]", response.streaming_content))
            return response


def _actor(user: User) -> Actor:
    # Or the question for the actor would ask for the actor's reach.
    with reach.holding(lambda: reach.NOTHING):
        return actor_of(user, answering=True)


def _reach_of(request: HttpRequest) -> reach.Reach:
    actor: Actor | None = request.actor  # type: ignore[attr-defined]
    return reach.NOTHING if actor is None else actor.reach


class ActorRequest(HttpRequest):
    """The request as views of signed-in people see it."""

    actor: Actor
    user: User
