"""Sites and their worker pages."""

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.http import QueryDict

from dundian.campaign.models import Site
from dundian.concerns.models import SitePage
from dundian.org.access import Actor


def sites_with_pages(actor: Actor) -> QuerySet[Site]:
    """Sites of running campaigns whose page the actor may see; `page_token`, `page_id`: of the live one, or None."""
    live = SitePage.objects.live().filter(site=OuterRef("pk"))
    rows = Site.objects.filter(unit__in=actor.units("view", "site_page")).exclude(state=Site.State.CLOSED)
    return rows.select_related("unit", "county", "campaign").annotate(
        page_token=Subquery(live.values("token")[:1]), page_id=Subquery(live.values("pk")[:1])
    )


def site_pages_filtered(rows: QuerySet[Site], data: QueryDict | dict[str, Any]) -> QuerySet[Site]:
    """The conditions of the list: words in the union's or county's name, with or without a poster."""
    if words := str(data.get("q", "") or "").strip():
        rows = rows.filter(unit__name__icontains=words) | rows.filter(county__name__icontains=words)
    state = data.get("state", "")
    if state in ("with", "without"):
        live = Exists(SitePage.objects.live().filter(site=OuterRef("pk")))
        rows = rows.filter(live if state == "with" else ~live)
    return rows
