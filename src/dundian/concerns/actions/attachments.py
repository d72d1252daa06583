"""Files of those who handle a concern."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access, files
from dundian.concerns.models import Attachment, Concern
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor

MOST_FILES = 20


@transaction.atomic
def attach_file(*, concern: Concern, file: Any, actor: Actor) -> Attachment:
    """Keep a file, checked by its content; the same content twice is one. `file` has `name` and `read`."""
    access.require_colleague(actor, concern)
    locked = Concern.locked(concern.pk)
    content = file.read(files.MOST_OCTETS + 1)
    found = files.media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    stored = Attachment.objects.filter(concern=locked, sha256=digest).first()
    if stored:
        return stored
    if locked.attachments.count() >= MOST_FILES:
        raise Invalid({"file": _("At most %(count)d files a concern.") % {"count": MOST_FILES}})
    pk = new_id()
    path = default_storage.save(f"concerns/{locked.pk}/{pk}.{files.ENDINGS[found]}", ContentFile(content))
    attachment = Attachment.objects.create(
        id=pk,
        concern=locked,
        name=files.safe_name(str(file.name or ""), found),
        file=path,
        media_type=found,
        octets=len(content),
        sha256=digest,
        by=actor.user,
    )
    detail = {"sha256": digest, "octets": len(content)}
    record(actor=actor, verb="attach", noun="concern", obj=locked, unit=locked.unit, detail=detail)
    return attachment


@transaction.atomic
def open_attachment(*, attachment: Attachment, actor: Actor) -> bytes:
    """The bytes for download, with a row on the trail."""
    access.require_inside(actor, attachment.concern)
    with attachment.file.open("rb") as stored:
        content = bytes(stored.read())
    record(
        actor=actor,
        verb="download",
        noun="concern",
        obj=attachment.concern,
        unit=attachment.concern.unit,
        detail={"sha256": attachment.sha256},
    )
    return content


@transaction.atomic
def remove_attachment(*, attachment: Attachment, actor: Actor) -> None:
    """Whoever attached it takes it away, or the unit that has the concern."""
    access.require_colleague(actor, attachment.concern)
    if attachment.by_id != actor.user.pk and not access.may_handle(actor, attachment.concern):
        raise Refused(_("Only whoever attached it, or the unit that has the concern, removes a file."))
    path = attachment.file.name
    detail = {"sha256": attachment.sha256}
    concern = attachment.concern
    attachment.delete()
    record(actor=actor, verb="detach", noun="concern", obj=concern, unit=concern.unit, detail=detail)
    if path:
        transaction.on_commit(lambda: default_storage.delete(path))
