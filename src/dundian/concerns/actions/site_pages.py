"""The worker's page of a site: made, replaced, revoked."""

import secrets

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.concerns.models import SitePage
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor

ALPHABET = "23456789abcdefghjkmnpqrstuvwxyz"
SIGNS = 12


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
