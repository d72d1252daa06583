"""People who could be sent, as planning sees them: the list, and one person's page."""

from uuid import UUID

from django.db.models import Q
from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_form
from dundian.planning.assignments import Readiness
from dundian.planning.forms.readying import ReadinessFilter, ReadinessForm
from dundian.planning.queries.people import busy_people, sendable_people
from dundian.planning.queries.readying import ready_people, stays_of
from dundian.planning.views.finding import campaign_in_sight
from dundian.ui import forms
from dundian.ui.pages import done, render_page


@require_safe
def readiness_list(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    campaign = campaign_in_sight(request, campaign_id)
    require_form(request.actor, campaign)
    conditions = ReadinessFilter(request.GET)
    data = conditions.valid_data()
    rows = sendable_people(request.actor, campaign)
    if text := data.get("q"):
        named = Q(name__icontains=text) | Q(post__icontains=text) | Q(skills__contains=[text])
        rows = rows.filter(named | Q(home_unit__name__icontains=text))
    if data.get("only") == "free":
        rows = rows.exclude(pk__in=busy_people(campaign).keys())
    if data.get("only") == "told":
        rows = rows.filter(pk__in=Readiness.objects.values("person"))
    page = keyset(rows, order=["home_unit_id", "name", "id"], cursor=request.GET.get("cursor", ""))
    context = {
        "campaign": campaign,
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "lines": ready_people(campaign, page.rows),
        "narrowed": bool(conditions.in_use),
    }
    return render_page(
        request, "planning/readiness_list.html", context, fragment="planning/readiness_rows.html"
    )


@require_http_methods(["GET", "HEAD", "POST"])
def readiness(request: ActorRequest, campaign_id: UUID, person_id: UUID) -> HttpResponse:
    """Skills, leave and earlier stays of a person; roles, leading and conflicts can be entered here."""
    campaign = campaign_in_sight(request, campaign_id)
    require_form(request.actor, campaign)
    person = sendable_people(request.actor, campaign).filter(pk=person_id).first()
    if person is None:
        raise Http404
    (line,) = ready_people(campaign, [person])
    roles = list(campaign.role_names)
    data = request.POST if request.method == "POST" else None
    form = ReadinessForm(data, actor=request.actor, roles=roles, ready=line.ready)
    if request.method == "POST" and form.is_valid():
        try:
            actions.set_readiness(campaign=campaign, person=person, actor=request.actor, **form.facts())
        except Invalid as fault:
            forms.show(form, fault)
        else:
            return done(request, _("Saved."), "planning:readiness", campaign.pk, person.pk)
    context = {
        "campaign": campaign,
        "person": person,
        "line": line,
        "stays": stays_of(campaign, person),
        "form": form,
        "may_view": request.actor.can("view", "person", person.home_unit),
        "cancel_url": reverse("planning:readiness_list", args=[campaign.pk]),
    }
    return render_page(request, "planning/readiness.html", context, status=422 if form.errors else 200)
