"""What has nearly been said already, beside the form on which it is being said again."""

from django.http import HttpResponse
from django.views.decorators.http import require_safe

from dundian.concerns import queries
from dundian.concerns.models import Concern
from dundian.concerns.near import near
from dundian.kernel.text import clean_text
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


@require_safe
def concern_near(request: ActorRequest) -> HttpResponse:
    """A fragment: concerns in sight that say nearly the same as `text`; nothing below ten characters."""
    request.actor.require("raise", "concern")
    text = clean_text(request.GET.get("text", ""))[:2000]
    rows = Concern.objects.visible_to(request.actor)
    found = near(text, rows) if len(text) >= 8 else []
    unit = request.actor.appointments[0].unit
    guesses = queries.guesses(text, unit) if len(text) >= 8 else []
    context = {"found": found, "chosen": request.GET.get("same", ""), "guesses": guesses}
    return render_page(request, "concerns/near.html", context, fragment="concerns/_near.html")
