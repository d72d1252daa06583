"""How the mail server is doing: for whoever set it up."""

from django.conf import settings
from django.db.models import Max
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from dundian.insight import mailing
from dundian.insight.models import Delivery
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import done, render_page


def _require(request: ActorRequest) -> None:
    request.actor.require("view", "mail_server", None, _("The mail server is for the system administrator."))


@require_safe
def mail_view(request: ActorRequest) -> HttpResponse:
    """What is set, what waits, and why; no word of what is sent, and to whom."""
    _require(request)
    return _page(request)


@require_POST
def mail_try(request: ActorRequest) -> HttpResponse:
    """Greet the server and sign in; nothing is sent."""
    _require(request)
    fault = mailing.try_server() if settings.MAIL_HOST else _("No mail server is set up here.")
    if fault:
        return _page(request, fault)
    return done(request, _("The server answers, is who it says it is, and lets us in."), "insight:mail_view")


def _page(request: ActorRequest, fault: str = "") -> HttpResponse:
    ways = {(True, False): _("TLS from the start"), (False, True): _("STARTTLS")}
    asked = Delivery.objects.exclude(mail_to="")
    latest = asked.exclude(mail_fault="").filter(mailed_at=None).order_by("-updated_at", "-id")
    context = {
        "host": settings.MAIL_HOST,
        "port": settings.EMAIL_PORT,
        "way": ways.get((settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS), _("Unencrypted")),
        "unencrypted": not (settings.EMAIL_USE_SSL or settings.EMAIL_USE_TLS),
        "authority": settings.MAIL_AUTHORITY or _("The authorities that the system knows"),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "user": settings.EMAIL_HOST_USER,
        "domains": "、".join(settings.MAIL_DOMAINS),
        "waiting": mailing.waiting().count() if settings.MAIL_HOST else 0,
        "given_up": latest.exclude(pk__in=mailing.waiting().values("pk")).count(),
        "last": asked.aggregate(last=Max("mailed_at"))["last"],
        "latest": latest.only("mail_fault", "updated_at").first(),
        "fault": fault,
    }
    return render_page(request, "insight/mail.html", context, status=422 if fault else 200)
