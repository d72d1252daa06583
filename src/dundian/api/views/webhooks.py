"""Pages of webhooks: list, make, what was delivered, pause, send again."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from dundian.api import actions
from dundian.api.events import EVENTS
from dundian.api.forms import WebhookForm
from dundian.api.models import Webhook, WebhookDelivery
from dundian.api.views.tokens import form_page, tabs, webhook_of
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

TONES = {"waiting": "doing", "delivered": "done", "failed": "overdue"}


def words_of(webhook: Webhook) -> str:
    return "、".join(str(EVENTS[key]) for key in webhook.events if key in EVENTS)


@require_safe
def webhook_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("view", "webhook", None, _("Webhooks are kept by administrators and offices."))
    rows = Webhook.objects.visible_to(actor).select_related("unit")
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))
    context = {
        "page": page,
        "rows": [(w, words_of(w)) for w in page.rows],
        "tabs": tabs(request, "api:webhook_list"),
        "may_add": actor.can("add", "webhook"),
    }
    return render_page(request, "api/webhook_list.html", context)


@never_cache
@form_page
def webhook_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    by = actor.require("add", "webhook", None, _("Only the system administrator makes webhooks."))
    initial = {"unit": by.unit if by else None}
    form = WebhookForm(request.POST if request.method == "POST" else None, actor=actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            webhook, secret = actions.add_webhook(actor=actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return render_page(request, "api/webhook_secret.html", {"webhook": webhook, "secret": secret})
    context = {"form": form, "submit": _("Make the webhook"), "cancel_url": reverse("api:webhook_list")}
    return render_page(request, "api/webhook_form.html", context, status=422 if form.errors else 200)


@require_safe
def webhook_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    webhook = webhook_of(request, pk)
    page = keyset(
        webhook.deliveries.all(), order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""), size=30
    )
    context = {
        "webhook": webhook,
        "told": words_of(webhook),
        "page": page,
        "rows": [(d, EVENTS.get(d.event, d.event), TONES[d.state]) for d in page.rows],
        "may_change": request.actor.can("change", "webhook", webhook.unit),
    }
    return render_page(request, "api/webhook_detail.html", context, fragment="api/delivery_rows.html")


@require_POST
def webhook_pause(request: ActorRequest, pk: UUID) -> HttpResponse:
    webhook = webhook_of(request, pk)
    actions.pause_webhook(webhook=webhook, paused=not webhook.paused, actor=request.actor)
    said = _("It is told of events again.") if webhook.paused else _("It is told of nothing for now.")
    return done(request, said, "api:webhook_detail", pk)


@require_POST
def webhook_try(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.send_again(webhook=webhook_of(request, pk), actor=request.actor)
    return done(request, _("A trial is on its way; look at the list in a moment."), "api:webhook_detail", pk)


@require_POST
def delivery_again(request: ActorRequest, pk: UUID) -> HttpResponse:
    rows = WebhookDelivery.objects.visible_to(request.actor).select_related("webhook__unit")
    delivery = get_object_or_404(rows, pk=pk)
    actions.send_again(webhook=delivery.webhook, delivery=delivery, actor=request.actor)
    return done(request, _("It is on its way again."), "api:webhook_detail", delivery.webhook_id)
