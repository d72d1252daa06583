"""Tells the trail where a request comes from."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

from dundian.accounts.addresses import address_of
from dundian.audit_trail.actions import origin


class Origin:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        token = origin.set(address_of(request))
        try:
            return self.get_response(request)
        finally:
            origin.reset(token)
