"""The handbook: one short page per role, in the language of the screen."""

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from dundian.ui.navigation import face_of
from dundian.ui.pages import render_page

TOPICS: dict[str, str | Promise] = {
    "start": _("Signing in and my account"),
    "office": _("Programme office"),
    "leader": _("Leader in charge"),
    "cadre": _("Stationed cadres and team leaders"),
    "department": _("Departments"),
    "host": _("Host unions"),
    "admin": _("Administrators"),
}


@login_not_required
@require_GET
def help_view(request: HttpRequest, topic: str = "") -> HttpResponse:
    """A topic; without one, that of the person's own role."""
    if topic and topic not in TOPICS:
        raise Http404
    actor = getattr(request, "actor", None)
    shown = topic or (face_of(actor) if actor and actor.roles else "start")
    language = "zh_Hans" if (get_language() or "zh").startswith("zh") else "en"
    context = {
        "topic": TOPICS[shown],
        "page": f"web/help/{language}/{shown}.html",
        "tabs": [
            (name, reverse("web:help_topic", args=[key]), key == shown, None) for key, name in TOPICS.items()
        ],
    }
    return render_page(request, "web/help.html", context)
