"""Photos by chunk: resumable, bound to whoever sends them, within a quota, swept when nobody fetches them.

A chunk is stored under a new name before the row counts it, so that a cut or a kill leaves at worst a file that no row
names. Nothing here stands on a local disk by itself: any storage will do.
"""

import hashlib
from dataclasses import dataclass
from datetime import timedelta

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.fieldwork.models import LogPhoto
from dundian.fieldwork.photos import MOST_STORED, plain_fault
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.offline.models import Upload

CHUNK = 64 * 1024
QUOTA = 40 * 2**20
KEPT = timedelta(days=30)
FOLDER = "uploads"


@dataclass(frozen=True)
class Standing:
    """How far a photo has come. `fits` is False when the chunk began elsewhere; `fault` says why it is refused."""

    received: int = 0
    complete: bool = False
    fits: bool = True
    fault: str = ""


def standing(user: User, digest: str) -> Standing:
    """A photo that already stands in one of the person's logs is all there."""
    upload = Upload.objects.filter(user=user, sha256=digest).first()
    if upload:
        return Standing(upload.received, upload.completed_at is not None)
    return Standing(0, LogPhoto.objects.filter(sha256=digest, log__author__user=user).exists())


def receive_chunk(*, user: User, digest: str, offset: int, size: int, content: bytes) -> Standing:
    """Store the next chunk. One that begins elsewhere changes nothing; a whole that is not what was announced goes."""
    if not 0 < size <= MOST_STORED:
        return Standing(fault=_("A photo from a phone has at most 250 KB."))
    with transaction.atomic():
        known = standing(user, digest)
        if known.complete:
            return known
        User.objects.select_for_update().get(pk=user.pk)  # one chunk of a person at a time: the quota holds
        upload = Upload.objects.filter(user=user, sha256=digest).first()
        if upload is None:
            if _held(user) + size > QUOTA:
                return Standing(fault=_("Too many photos are on their way. Let their log lines go first."))
            upload = Upload.objects.create(user=user, sha256=digest, size=size)
        return _grown(upload, offset, size, content)


def _grown(upload: Upload, offset: int, size: int, content: bytes) -> Standing:
    at = Standing(upload.received, upload.completed_at is not None)
    if at.complete:
        return at
    if offset != at.received or size != upload.size or not 0 < len(content) <= upload.size - offset:
        return Standing(at.received, fits=False)
    name = default_storage.save(f"{FOLDER}/{upload.pk}/{new_id()}", ContentFile(content))
    upload.parts.append(name)
    upload.received += len(content)
    if upload.received == upload.size:
        whole = _read(upload)
        wrong = hashlib.sha256(whole).hexdigest() != upload.sha256
        if fault := _("What came is not the photo that was announced.") if wrong else plain_fault(whole):
            _forget(upload)
            return Standing(fault=fault)
        upload.completed_at = clock.now()
    upload.touch()
    return Standing(upload.received, upload.completed_at is not None)


def _held(user: User) -> int:
    return Upload.objects.filter(user=user).aggregate(n=Sum("size"))["n"] or 0


def _read(upload: Upload) -> bytes:
    return b"".join(_part(name) for name in upload.parts)


def _part(name: str) -> bytes:
    try:
        with default_storage.open(name) as file:
            return bytes(file.read())
    except OSError:
        return b""  # lost with the machine: the digest tells, and the phone sends it again


def whole(user: User, digest: str) -> bytes | None:
    """The photo's bytes once they are all here."""
    upload = Upload.objects.filter(user=user, sha256=digest).exclude(completed_at=None).first()
    if upload is None:
        return None
    content = _read(upload)
    if hashlib.sha256(content).hexdigest() != digest:
        _forget(upload)
        raise Invalid(_("The photo that was kept cannot be read. Send it again."))
    return content


def let_go(user: User, digest: str) -> None:
    """The photo stands in its log now."""
    for upload in Upload.objects.filter(user=user, sha256=digest):
        _forget(upload)


def _forget(upload: Upload) -> None:
    names = list(upload.parts)
    upload.delete()
    transaction.on_commit(lambda: _remove(names))


def _remove(names: list[str]) -> None:
    for name in names:
        default_storage.delete(name)


def sweep_uploads() -> int:
    """Forget photos that no log line fetched within `KEPT`, and stored chunks that no row names; returns how many."""
    stale = list(Upload.objects.filter(updated_at__lt=clock.now() - KEPT))
    with transaction.atomic():
        for upload in stale:
            _forget(upload)
    return len(stale) + _sweep_files()


def _sweep_files() -> int:
    """Chunks are looked at by folder; one that is being written right now lies in the folder of a living row."""
    try:
        folders, _files = default_storage.listdir(FOLDER)
    except OSError:
        return 0
    living = {str(pk) for pk in Upload.objects.values_list("pk", flat=True)}
    gone = 0
    for folder in set(folders) - living:
        for name in default_storage.listdir(f"{FOLDER}/{folder}")[1]:
            default_storage.delete(f"{FOLDER}/{folder}/{name}")
            gone += 1
        default_storage.delete(f"{FOLDER}/{folder}")
    return gone
