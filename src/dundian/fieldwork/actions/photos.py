"""A photo that comes after its log."""

from django.db import transaction

from dundian.audit_trail.actions import record
from dundian.fieldwork import access, photos
from dundian.fieldwork.models import WorkLog
from dundian.fieldwork.signals import log_changed
from dundian.org.access import Actor


@transaction.atomic
def attach_photo(*, log: WorkLog, content: bytes, actor: Actor) -> WorkLog:
    """Add a photo that a phone prepared, byte for byte; one that is there already is not added again."""
    appointment = access.require_correct(actor, log)
    stored = WorkLog.locked(log.pk)
    if not photos.keep_as_is(stored, content):
        return stored
    stored.touch("updated_at")
    detail = {"photos_added": 1}
    record(
        actor=actor,
        verb="change",
        noun="log",
        obj=stored,
        unit=stored.unit,
        appointment=appointment,
        detail=detail,
    )
    log_changed.send(WorkLog, log=stored, actor=actor)
    return stored
