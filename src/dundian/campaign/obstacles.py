"""Why a unit cannot be closed or merged yet: it is a site of a campaign that has not ended."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, Site
from dundian.org.models import Unit


def standing_sites(unit: Unit) -> Iterator[str]:
    """A sentence for each campaign in which the unit is a site that has not ended."""
    sites = Site.objects.filter(unit=unit).exclude(state=Site.State.CLOSED)
    for site in sites.exclude(campaign__state=Campaign.State.CLOSED).select_related("campaign"):
        yield _("It is a site of “%(campaign)s”: end the dispatch or drop the site first.") % {
            "campaign": site.campaign
        }
