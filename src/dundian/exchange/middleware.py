"""Lets every list that a page asks for go out in the one way."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dundian.exchange.exporting import Inline, wanted


class Exporting:
    """An export asked for by a page is answered at once, or becomes a job when it is long."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        with wanted(Inline(request)):
            return self.get_response(request)
