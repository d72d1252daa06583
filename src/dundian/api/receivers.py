"""What the rooms below announce, told to webhooks."""

from typing import Any

from django.dispatch import receiver

from dundian.api.actions import tell
from dundian.campaign.models import Campaign, Site
from dundian.campaign.signals import campaign_closed, campaign_started, site_chosen
from dundian.concerns.models import Concern
from dundian.concerns.signals import concern_closed, concern_raised
from dundian.documents.models import Document
from dundian.documents.signals import document_issued, document_replaced, document_withdrawn
from dundian.planning.models import Dispatch
from dundian.planning.signals import dispatch_ended, team_dispatched


@receiver(campaign_started, dispatch_uid="api.campaign_started")
def tell_of_start(sender: Any, *, campaign: Campaign, **kwargs: Any) -> None:
    tell(event="campaign.started", unit=campaign.unit, kind="campaign", obj=campaign)


@receiver(campaign_closed, dispatch_uid="api.campaign_closed")
def tell_of_close(sender: Any, *, campaign: Campaign, **kwargs: Any) -> None:
    tell(event="campaign.closed", unit=campaign.unit, kind="campaign", obj=campaign)


@receiver(site_chosen, dispatch_uid="api.site_chosen")
def tell_of_choice(sender: Any, *, site: Site, **kwargs: Any) -> None:
    tell(event="site.chosen", unit=site.unit, kind="site", obj=site)


@receiver(team_dispatched, dispatch_uid="api.team_dispatched")
def tell_of_dispatch(sender: Any, *, dispatch: Dispatch, **kwargs: Any) -> None:
    site = dispatch.team.site
    if site is not None:
        tell(event="team.dispatched", unit=site.unit, kind="site", obj=site)


@receiver(dispatch_ended, dispatch_uid="api.dispatch_ended")
def tell_of_end(sender: Any, *, dispatch: Dispatch, **kwargs: Any) -> None:
    site = dispatch.team.site
    if site is not None:
        tell(event="dispatch.ended", unit=site.unit, kind="site", obj=site)


@receiver(concern_raised, dispatch_uid="api.concern_raised")
def tell_of_concern(sender: Any, *, concern: Concern, **kwargs: Any) -> None:
    tell(event="concern.raised", unit=concern.unit, kind="concern", obj=concern, key=concern.number)


@receiver(concern_closed, dispatch_uid="api.concern_closed")
def tell_of_outcome(sender: Any, *, concern: Concern, **kwargs: Any) -> None:
    tell(event="concern.closed", unit=concern.unit, kind="concern", obj=concern, key=concern.number)


@receiver(document_issued, dispatch_uid="api.document_issued")
def tell_of_issue(sender: Any, *, document: Document, **kwargs: Any) -> None:
    tell(event="document.issued", unit=document.unit, kind="document", obj=document)


@receiver(document_replaced, dispatch_uid="api.document_replaced")
def tell_of_replacement(sender: Any, *, document: Document, **kwargs: Any) -> None:
    tell(event="document.replaced", unit=document.unit, kind="document", obj=document)


@receiver(document_withdrawn, dispatch_uid="api.document_withdrawn")
def tell_of_withdrawal(sender: Any, *, document: Document, **kwargs: Any) -> None:
    tell(event="document.withdrawn", unit=document.unit, kind="document", obj=document)
