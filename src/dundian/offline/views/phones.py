"""Pages about phones: one's own, and those of people in scope, for when one is lost."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.paging import counted, keyset
from dundian.offline.actions.devices import end_device
from dundian.offline.forms import LostForm, PhoneFilter
from dundian.offline.models import Device
from dundian.offline.queries.devices import phones_in_scope
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import done, render_page


@require_GET
def phone_list(request: ActorRequest) -> HttpResponse:
    """One's own phones."""
    rows = Device.objects.filter(user=request.user)
    context = {
        "phones": rows.open().order_by("-seen_at"),
        "ended": rows.exclude(ended_at=None).order_by("-ended_at")[:20],
    }
    return render_page(request, "offline/phones.html", context)


@require_POST
def phone_end(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Sign one of one's own phones out; what it holds is wiped when it next comes."""
    device = get_object_or_404(Device, pk=pk, user=request.user)
    end_device(device=device, how=Device.End.REVOKED, actor=request.actor)
    return done(request, _("The phone is signed out."), "offline:phone_list")


@require_GET
def phone_find(request: ActorRequest) -> HttpResponse:
    """Phones of people in scope."""
    if not request.actor.can("end", "device"):
        raise Refused(_("Phones are kept by the system administrator."))
    conditions = PhoneFilter(request.GET)
    rows = phones_in_scope(request.actor, conditions.valid_data())
    page = keyset(rows, order=["-seen_at", "-id"], cursor=request.GET.get("cursor", ""))
    context = {"filter": conditions, "page": page, "total": counted(rows)}
    return render_page(request, "offline/phone_find.html", context, fragment="offline/_phones.html")


@require_http_methods(["GET", "POST"])
def phone_lost(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Sign out a phone that somebody has lost or handed over."""
    device = (
        Device.objects.visible_to(request.actor)
        .select_related("user__person__home_unit")
        .filter(pk=pk)
        .first()
    )
    if device is None:
        raise Http404
    form = LostForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            end_device(
                device=device, how=Device.End.LOST, actor=request.actor, reason=form.cleaned_data["reason"]
            )
        except Invalid as fault:
            form.add_error("reason", fault.messages.get("reason", str(fault)))
        else:
            own = device.user_id == request.actor.user.pk
            target = "offline:phone_list" if own else "offline:phone_find"
            return done(request, _("The phone is signed out and wiped when it next has a network."), target)
    context = {"form": form, "device": device}
    return render_page(request, "offline/phone_lost.html", context, status=422 if form.is_bound else 200)
