"""What this room does when the campaign's own pages choose a site or give one up."""

from typing import Any

from django.dispatch import receiver

from dundian.campaign.models import Site
from dundian.campaign.signals import site_chosen, site_dropped
from dundian.org.access import Actor
from dundian.planning.actions import leave_site, mark_chosen


@receiver(site_chosen, dispatch_uid="planning.site_chosen")
def follow_choice(sender: Any, site: Site, actor: Actor, **kwargs: Any) -> None:
    """A candidate that became a site is chosen, wherever that was decided."""
    mark_chosen(campaign=site.campaign, unit=site.unit, chosen=True, actor=actor)


@receiver(site_dropped, dispatch_uid="planning.site_dropped")
def follow_drop(sender: Any, site: Site, actor: Actor, **kwargs: Any) -> None:
    """A site given up frees its team and opens its candidate again; a team that was sent forbids it."""
    leave_site(site=site, actor=actor)
    mark_chosen(campaign=site.campaign, unit=site.unit, chosen=False, actor=actor)
