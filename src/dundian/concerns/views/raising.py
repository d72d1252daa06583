"""Writing a concern down."""

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.campaign.models import Site
from dundian.concerns import actions, forms
from dundian.concerns.models import Concern
from dundian.concerns.near import Near, near
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import done, render_page


@require_http_methods(["GET", "POST"])
def concern_raise(request: ActorRequest) -> HttpResponse:
    request.actor.require("raise", "concern", reason=_("None of your appointments lets you raise a concern."))
    site = _site_of(request)
    initial = {"unit": site.unit if site else None}
    form = forms.RaiseForm(request.POST or None, actor=request.actor, initial=initial)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        found = _said_before(request, data["text"])
        if found:
            context = {"form": form, "found": found, "chosen": ""}
            return render_page(request, "concerns/concern_raise.html", context)
        site = Site.objects.visible_to(request.actor).filter(unit=data["unit"]).order_by("-id").first()
        concern = actions.raise_concern(**data, site=site, actor=request.actor)
        _bind(request, concern)
        _sort(request, concern)
        return done(
            request,
            _("Concern %(n)s is written down.") % {"n": concern.number},
            "concerns:concern_detail",
            concern.number,
        )
    status = 422 if form.errors else 200
    return render_page(request, "concerns/concern_raise.html", {"form": form, "site": site}, status=status)


def _said_before(request: ActorRequest, text: str) -> list[Near]:
    """Without script nobody was shown what has been said already: those that are striking are shown once."""
    if "same" in request.POST or request.POST.get("shown"):
        return []
    found = near(text, Concern.objects.visible_to(request.actor))
    return found if any(one.striking for one in found) else []


def _bind(request: ActorRequest, concern: Concern) -> None:
    """Make the new concern a part of the one chosen, or link the two. What the rights do not allow is left undone
    and said: the concern itself stands."""
    how, _colon, number = request.POST.get("same", "").partition(":")
    other = (
        Concern.objects.visible_to(request.actor, few=True)
        .filter(number=number)
        .exclude(pk=concern.pk)
        .first()
    )
    if other is None:
        return
    try:
        if how == "part":
            actions.join_concern(concern=concern, parent=other, actor=request.actor)
        elif how == "link":
            actions.link_concerns(concern=concern, other=other, why="", actor=request.actor)
    except (Refused, Invalid) as fault:
        messages.warning(request, str(fault))


def _sort(request: ActorRequest, concern: Concern) -> None:
    """The category chosen among those suggested, if any."""
    category = request.POST.get("category", "")
    if category:
        try:
            actions.categorise(concern=concern, category=category, actor=request.actor)
        except (Refused, Invalid) as fault:
            messages.warning(request, str(fault))


def _site_of(request: ActorRequest) -> Site | None:
    asked = django_forms.UUIDField(required=False)
    try:
        pk = asked.clean(request.GET.get("site", ""))
    except django_forms.ValidationError:
        return None
    sites = Site.objects.visible_to(request.actor).select_related("unit")
    return sites.filter(pk=pk).first() if pk else _only_site(request)


def _only_site(request: ActorRequest) -> Site | None:
    """The site of somebody who has just one, so that a cadre need not choose."""
    own = [a.unit_id for a in request.actor.appointments]
    found = list(Site.objects.filter(unit__in=own).select_related("unit").order_by("-id")[:2])
    return found[0] if len(found) == 1 else None
