"""Posters of sites: listed, printed, revoked."""

from typing import cast
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Site
from dundian.concerns import actions
from dundian.concerns.forms.site_pages import RevokeForm, SitePageFilter
from dundian.concerns.models import SitePage
from dundian.concerns.posters import poster_facts
from dundian.concerns.queries.site_pages import site_pages_filtered, sites_with_pages
from dundian.documents import office
from dundian.documents.press import render
from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, done, download, render_page
from dundian.ui.selection import Selection

MOST_WORD, MOST_PDF = 300, 60
SHOWN = ("unit__short_name", "unit__name", "county__short_name", "county__name", "campaign__name")


def address_of_page(request: HttpRequest, token: str) -> str:
    """What stands on the poster: under the public address of the installation, else under the one in use."""
    path = reverse("concerns:worker_page", args=[token])
    return f"{settings.PUBLIC_URL}{path}" if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _require_view(request: ActorRequest) -> None:
    request.actor.require(
        "view", "site_page", reason=_("Posters are made by the office and the team at the site.")
    )


@require_safe
def site_page_list(request: ActorRequest) -> HttpResponse:
    _require_view(request)
    conditions = SitePageFilter(request.GET)
    rows = site_pages_filtered(sites_with_pages(request.actor), conditions.valid_data())
    order = ["-campaign_id", "county_id", "id"]
    page = keyset(rows, order=order, cursor=request.GET.get("cursor", ""), columns=SHOWN)
    for site in page.rows:
        token = site.page_token  # type: ignore[attr-defined]
        site.page_address = address_of_page(request, token) if token else ""  # type: ignore[attr-defined]
    word, pdf = (
        reverse("concerns:poster_print", args=["docx"]),
        reverse("concerns:poster_print", args=["pdf"]),
    )
    buttons = [(_("Posters as Word"), word), (_("Posters as PDF"), pdf)]
    if request.actor.can("change", "draft"):
        buttons.append((_("Have them reviewed as a document"), reverse("concerns:poster_propose")))
    context = {
        "filter": conditions,
        "page": page,
        "total": counted(rows),
        "buttons": buttons,
        "may_open": request.actor.can("open", "site_page"),
        "public": settings.PUBLIC_URL,
    }
    return render_page(request, "concerns/site_page_list.html", context, fragment="concerns/_site_pages.html")


def _chosen(request: ActorRequest, most: int) -> list[Site]:
    """The sites ticked, or all that the filter finds, by county."""

    def narrow(rows: "object", query: QueryDict) -> "object":
        return site_pages_filtered(rows, SitePageFilter(query).valid_data())  # type: ignore[arg-type]

    chosen = Selection.of(request).rows(sites_with_pages(request.actor), narrow)  # type: ignore[arg-type]
    sites = cast("list[Site]", list(chosen.order_by("-campaign", "county", "id")[: most + 1]))
    if not sites:
        raise Invalid(_("Tick at least one row first."))
    if len(sites) > most:
        raise Invalid(_("At most %(most)d posters in one file. Please narrow the choice.") % {"most": most})
    return sites


@require_POST
def poster_print(request: ActorRequest, format: str) -> HttpResponseBase:
    """Posters of the chosen sites as one file; sites without an address get theirs now."""
    _require_view(request)
    sites = _chosen(request, MOST_PDF if format == "pdf" else MOST_WORD)
    pages = [actions.open_page(site=site, actor=request.actor) for site in sites]
    facts = poster_facts(pages, [address_of_page(request, page.token) for page in pages])
    content = render("poster", facts, unit=sites[0].campaign.unit)
    name = _("Poster %(union)s") % {"union": pages[0].unit} if len(pages) == 1 else _("Posters")
    if format == "pdf":
        return download(office.to_pdf(content), f"{name}.pdf", "application/pdf")
    return download(content, f"{name}.docx", DOCX)


@require_POST
def poster_propose(request: ActorRequest) -> HttpResponse:
    """The posters as a document: reviewed, numbered, and to be verified by their code."""
    _require_view(request)
    request.actor.require("change", "draft", None, _("Only the programme office drafts documents here."))
    sites = _chosen(request, MOST_WORD)
    draft = actions.propose_posters(
        sites=sites, address=lambda page: address_of_page(request, page.token), actor=request.actor
    )
    return redirect("documents:draft_submit", draft.pk)


@require_http_methods(["GET", "POST"])
def site_page_revoke(request: ActorRequest, page_id: UUID) -> HttpResponse:
    """Asks for the reason; the poster stops working at once."""
    _require_view(request)
    live = SitePage.objects.visible_to(request.actor).live().select_related("site", "unit")
    page = get_object_or_404(live, pk=page_id)
    request.actor.require("revoke", "site_page", page.unit)
    form = RevokeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        act = actions.replace_page if form.cleaned_data["replace"] else actions.revoke_page
        try:
            act(page=page, reason=form.cleaned_data["reason"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The poster’s address is revoked."), "concerns:site_page_list")
    context = {
        "title": _("Revoke a poster"),
        "question": _("The posters of %(union)s stop working at once. What was raised through them is kept.")
        % {"union": page.unit},
        "form": form,
        "submit": pgettext("poster", "Revoke"),
        "danger": True,
        "cancel_url": reverse("concerns:site_page_list"),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)
