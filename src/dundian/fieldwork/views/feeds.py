"""The person's own calendar feed: its page, and the address that calendar programs read."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dundian.fieldwork import actions
from dundian.fieldwork.actions.feeds import digest_of
from dundian.fieldwork.icalendar import write_calendar
from dundian.fieldwork.models import CalendarFeed
from dundian.fieldwork.queries import feeds as queries
from dundian.fieldwork.views.finding import require_list
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import done, render_page

SHOWN_ONCE = "calendar_feed_key"


@never_cache
@require_safe
def feed_view(request: ActorRequest) -> HttpResponse:
    require_list(request.actor, "task")
    feed = CalendarFeed.objects.filter(user=request.actor.user).first()
    key = request.session.pop(SHOWN_ONCE, "") if feed else ""
    address = request.build_absolute_uri(reverse("fieldwork:feed_read", args=[key])) if key else ""
    context = {
        "feed": feed,
        "address": address,
        "webcal": f"webcal:{address.partition(':')[2]}" if address else "",
    }
    return render_page(request, "fieldwork/feed.html", context)


@require_POST
def feed_renew(request: ActorRequest) -> HttpResponse:
    request.session[SHOWN_ONCE] = actions.renew_feed(actor=request.actor)
    return redirect("fieldwork:feed_view")


@require_POST
def feed_end(request: ActorRequest) -> HttpResponse:
    actions.end_feed(actor=request.actor)
    return done(request, _("The address answers no more."), "fieldwork:feed_view")


@login_not_required
@require_safe
def feed_read(request: HttpRequest, key: str) -> HttpResponse:
    """The feed of whoever holds this key; 404 for any other, and once it has ended."""
    user = queries.reader_of(digest_of(key))
    if user is None:
        raise Http404
    with translation.override("zh-hans"):
        events = queries.events_for(user, request.build_absolute_uri)
        text = write_calendar(_("Stationing: my dates"), events)
    response = HttpResponse(text, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = 'inline; filename="dundian.ics"'
    response["Cache-Control"] = "private, max-age=600"
    return response
