"""Lets every list that a page asks for go out in the one way."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy

from dundian.exchange.exporting import Inline, wanted

CHOICES = reverse_lazy("exchange:export_create")


class Exporting:
    """An export asked for by a page is answered at once, or becomes a job when it is long; a list's toolbar is told
    where columns and format are chosen.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.export_choices_url = CHOICES  # type: ignore[attr-defined]
        with wanted(Inline(request)):
            return self.get_response(request)
