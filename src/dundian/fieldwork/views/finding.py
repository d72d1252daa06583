"""Finding what an address names, within what the person may see."""

from typing import Any, TypeVar
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.kernel.errors import Refused
from dundian.org.access import Actor
from dundian.planning.models import Team
from dundian.ui.pages import render_page

M = TypeVar("M", bound=Model)


def found(rows: QuerySet[M], pk: UUID | str) -> M:
    """The row, or 404 for what is not there or not in sight."""
    try:
        row = rows.filter(pk=pk).first()
    except (ValueError, TypeError, ValidationError):
        row = None
    if row is None:
        raise Http404
    return row


SITE = ("unit", "campaign", "team__dispatch")


def site_for(actor: Actor, noun: str, pk: UUID | str) -> Site:
    """A site whose `noun` the person may view."""
    return found(Site.objects.filter(unit__in=actor.units("view", noun)).select_related(*SITE), pk)


def require_list(actor: Actor, noun: str) -> None:
    """Refuse a list of what no appointment of the person shows at all."""
    if not actor.can("view", noun):
        raise Refused(_("None of your appointments shows this part of the work."))


def cursor_of(request: HttpRequest) -> str:
    return request.GET.get("cursor", "")


def site_of_team(actor: Actor, pk: UUID, noun: str) -> UUID:
    """Id of the site of a team in sight; a team without one has nothing to show."""
    rows = Team.objects.filter(site__unit__in=actor.units("view", noun)).values_list("site_id", flat=True)
    site_id = rows.filter(pk=pk).first()
    if site_id is None:
        raise Http404
    return site_id


def panel(request: HttpRequest, template: str, title: str, context: dict[str, Any]) -> HttpResponse:
    """A part of somebody else's page; opened by itself it stands in a page of its own."""
    context = {**context, "panel": template, "panel_title": title}
    return render_page(request, "fieldwork/panel_page.html", context, fragment=template)
