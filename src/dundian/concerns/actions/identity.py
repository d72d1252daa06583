"""Looking at who raised it."""

from dataclasses import dataclass, field

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.actions.secrets import data_key, identity_of, words_of
from dundian.concerns.identity import Identity, unseal
from dundian.concerns.models import Concern, WorkerMessage, WorkerPhoto
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor


@dataclass(frozen=True)
class Found:
    """All that is kept of the person: who, their later words as written, photos as JPEG."""

    identity: Identity
    words: list[str] = field(default_factory=list)
    photos: list[bytes] = field(default_factory=list)


@transaction.atomic
def see_reporter(*, concern: Concern, reason: str, actor: Actor) -> Identity:
    """Open the sealed identity; the look and its reason go on the trail before anything is shown."""
    found = _identity(concern, reason, actor)
    if found is None:
        raise Invalid(_("This concern was raised anonymously."))
    _look(concern, reason, actor)
    return found


@transaction.atomic
def see_worker(*, concern: Concern, reason: str, actor: Actor) -> Found:
    """Open everything that is sealed in this concern; one look, one row on the trail."""
    who = _identity(concern, reason, actor)
    sealed = WorkerMessage.objects.filter(concern=concern).exclude(sealed=None).select_related("concern")
    photos = [
        _photo(photo) for photo in WorkerPhoto.objects.filter(concern=concern).select_related("concern")
    ]
    words = [words_of(message) for message in sealed]
    if who is None and not words and not photos:
        raise Invalid(_("This concern was raised anonymously."))
    _look(concern, reason, actor)
    return Found(who or Identity("", ""), words, photos)


def _identity(concern: Concern, reason: str, actor: Actor) -> Identity | None:
    access.require_see_reporter(actor, concern)
    if not reason.strip():
        raise Invalid({"reason": _("Say why you need to know.")})
    return identity_of(concern)


def _photo(photo: WorkerPhoto) -> bytes:
    with default_storage.open(photo.file) as file:
        return unseal(file.read(), data_key(photo.concern), photo.pk.bytes)


def _look(concern: Concern, reason: str, actor: Actor) -> None:
    record(
        actor=actor,
        verb="see_reporter",
        noun="concern",
        obj=concern,
        unit=concern.unit,
        detail={"reason": reason},
    )
