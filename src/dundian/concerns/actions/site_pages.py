"""The worker's page of a site: made, replaced, revoked."""

import hashlib
import secrets
from collections.abc import Callable, Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.concerns.models import SitePage
from dundian.concerns.posters import poster_facts
from dundian.documents.actions import propose_document
from dundian.documents.models import Document, Draft
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SIGNS = 12
POSTERS = "concerns.posters"


@transaction.atomic
def open_page(*, site: Site, actor: Actor) -> SitePage:
    """The live page of a site, made when there is none."""
    appointment = actor.require(
        "open", "site_page", site.unit, _("Posters are made by the office and the team at the site.")
    )
    locked = Site.locked(site.pk)
    stored = SitePage.objects.live().filter(site=locked).select_related("site", "unit").first()
    if stored:
        return stored
    token = "".join(secrets.choice(ALPHABET) for _place in range(SIGNS))
    page = SitePage.objects.create(site=locked, unit=locked.unit, token=token, by=actor.signature)
    record(actor=actor, verb="open", noun="site_page", obj=page, unit=page.unit, appointment=appointment)
    return page


@transaction.atomic
def revoke_page(*, page: SitePage, reason: str, actor: Actor) -> SitePage:
    """Posters with this address stop working at once; concerns raised through it are kept and can be tracked."""
    appointment = actor.require(
        "revoke", "site_page", page.unit, _("Posters are revoked by the office and the team at the site.")
    )
    locked = SitePage.locked(page.pk)
    if locked.revoked_at:
        return locked
    if not reason.strip():
        raise Invalid({"reason": _("Say why it is revoked.")})
    locked.revoked_at, locked.revoked_by, locked.reason = clock.now(), actor.signature, reason.strip()
    locked.touch("revoked_at", "revoked_by", "reason")
    record(
        actor=actor, verb="revoke", noun="site_page", obj=locked, unit=locked.unit, appointment=appointment,
        detail={"reason": locked.reason},
    )  # fmt: skip
    return locked


@transaction.atomic
def replace_page(*, page: SitePage, reason: str, actor: Actor) -> SitePage:
    """A new address instead of this one."""
    revoke_page(page=page, reason=reason, actor=actor)
    return open_page(site=page.site, actor=actor)


@transaction.atomic
def propose_posters(*, sites: Sequence[Site], address: Callable[[SitePage], str], actor: Actor) -> Draft:
    """Posters of sites of one campaign begin their way as one document of its federation.

    `address` gives what the code of a page holds. The same choice made again takes the place of the draft returned.
    """
    campaigns = {site.campaign_id for site in sites}
    if len(campaigns) != 1:
        raise Invalid(_("Choose posters of one campaign: its federation issues them."))
    campaign = sites[0].campaign
    pages = [open_page(site=site, actor=actor) for site in sites]
    facts = poster_facts(pages, [address(page) for page in pages])
    name = facts["sheets"][0]["union"] if len(pages) == 1 else f"{len(pages)}个点位"
    return propose_document(
        unit=campaign.unit,
        kind="poster",
        title=f"{campaign.name}职工诉求海报（{name}）",
        context=facts,
        origin=POSTERS,
        order={"campaign": str(campaign.pk), "pages": _choice(pages)},
        actor=actor,
    )


def _choice(pages: Sequence[SitePage]) -> str:
    """A short name for a choice of pages, the same in any order."""
    return hashlib.sha256(" ".join(sorted(str(page.pk) for page in pages)).encode()).hexdigest()


def take_posters(draft: Draft, document: Document, actor: Actor) -> None:
    """No number for posters whose address has been revoked while they were reviewed."""
    tokens = {sheet["address"].rstrip("/").rsplit("/", 1)[-1] for sheet in draft.facts["sheets"]}
    if SitePage.objects.live().filter(token__in=tokens).count() != len(tokens):
        raise Refused(_("The address of a poster has been revoked meanwhile; choose the posters anew."))
