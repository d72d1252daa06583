"""Files of meetings and courses."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import files
from dundian.kernel.errors import Invalid
from dundian.kernel.models import new_id
from dundian.knowledge.access import require_office
from dundian.knowledge.models import Course, Material, Meeting
from dundian.org.access import Actor

MOST_FILES = 30


@transaction.atomic
def add_material(*, of: Meeting | Course, file: Any, actor: Actor) -> Material:
    """Keep a file, checked by its content; the same content twice is one."""
    noun = "meeting" if isinstance(of, Meeting) else "course"
    require_office(actor, "keep", noun, of.unit)
    locked = type(of).locked(of.pk)
    content = file.read(files.MOST_OCTETS + 1)
    found = files.media_type(content)
    digest = hashlib.sha256(content).hexdigest()
    if stored := locked.materials.filter(sha256=digest).first():
        return stored
    if locked.materials.count() >= MOST_FILES:
        raise Invalid({"file": _("At most %(n)d files.") % {"n": MOST_FILES}})
    material = Material(
        id=new_id(),
        unit=of.unit,
        name=files.safe_name(str(file.name or ""), found),
        media_type=found,
        octets=len(content),
        sha256=digest,
        by=actor.signature,
        **{noun: locked},
    )
    # The file before the row: a crash between them leaves a file nobody knows of, never a row without its file.
    material.file.save(
        f"materials/{of.pk}/{material.pk}.{files.ENDINGS[found]}", ContentFile(content), save=False
    )
    material.save(force_insert=True)
    record(actor=actor, verb="attach", noun=noun, obj=of, unit=of.unit, detail={"sha256": digest})
    return material


@transaction.atomic
def drop_material(*, material: Material, actor: Actor) -> None:
    """Take a file off; the bytes go with it."""
    noun = "meeting" if material.meeting_id else "course"
    require_office(actor, "keep", noun, material.unit)
    name, storage = str(material.file.name), material.file.storage
    detail = {"name": material.name, "sha256": material.sha256}
    record(actor=actor, verb="detach", noun=noun, obj=material, unit=material.unit, detail=detail)
    material.delete()
    transaction.on_commit(lambda: storage.delete(name))


@transaction.atomic
def open_material(*, material: Material, actor: Actor) -> bytes:
    """The bytes for download, with a row on the trail."""
    with material.file.open("rb") as stored:
        content = bytes(stored.read())
    noun = "meeting" if material.meeting_id else "course"
    record(actor=actor, verb="download", noun=noun, obj=material, unit=material.unit)
    return content
