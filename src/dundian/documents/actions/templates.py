"""Templates of one's own: sent in and checked, put in force, taken out of force."""

import hashlib

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.documents import checking, kinds
from dundian.documents.models import LetterTemplate
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit

State = LetterTemplate.State


@transaction.atomic
def add_template(*, unit: Unit, kind: str, filename: str, content: bytes, actor: Actor) -> LetterTemplate:
    """Keep a Word file as the next edition, with what the check found; it is not in force yet.

    `Invalid` when the file is not safe to open.
    """
    by = actor.require("change", "letter_template", unit, _("Only the programme office keeps templates."))
    described = kinds.find(kind)
    if described is None:
        raise Invalid({"kind": _("There is no such kind of document.")})
    report = checking.check(content, described)
    Unit.objects.select_for_update(no_key=True).get(pk=unit.pk)
    last = LetterTemplate.objects.filter(unit=unit, kind=kind).aggregate(top=Max("edition"))["top"] or 0
    template = LetterTemplate(
        unit=unit,
        kind=kind,
        edition=last + 1,
        filename=clean_line(filename)[-200:] or "template.docx",
        sha256=hashlib.sha256(content).hexdigest(),
        octets=len(content),
        report=report.as_json(),
        by=actor.signature,
    )
    template.file.save("template.docx", ContentFile(content), save=False)
    template.save(force_insert=True)
    _note(template, "add", actor, by, sha256=template.sha256)
    return template


@transaction.atomic
def activate_template(*, template: LetterTemplate, actor: Actor) -> LetterTemplate:
    """Print with this edition from now on; the one before retires."""
    by = actor.require(
        "change", "letter_template", template.unit, _("Only the programme office keeps templates.")
    )
    Unit.objects.select_for_update(no_key=True).get(pk=template.unit_id)
    stored = LetterTemplate.locked(template.pk)
    if not stored.usable:
        raise Invalid(_("This template has faults. Mend the Word file and send it again."))
    LetterTemplate.objects.filter(unit=stored.unit, kind=stored.kind, state=State.ACTIVE).exclude(
        pk=stored.pk
    ).update(state=State.RETIRED)
    stored.state = State.ACTIVE
    stored.touch("state")
    _note(stored, "activate_template", actor, by)
    return stored


@transaction.atomic
def retire_template(*, template: LetterTemplate, actor: Actor) -> LetterTemplate:
    """Go back to the template of the federation above, or to the default."""
    by = actor.require(
        "change", "letter_template", template.unit, _("Only the programme office keeps templates.")
    )
    stored = LetterTemplate.locked(template.pk)
    stored.state = State.RETIRED
    stored.touch("state")
    _note(stored, "retire_template", actor, by)
    return stored


def _note(template: LetterTemplate, verb: str, actor: Actor, by: object, **detail: object) -> None:
    told = {"kind": template.kind, "edition": template.edition, **detail}
    record(
        actor=actor,
        verb=verb,
        noun="letter_template",
        obj=template,
        unit=template.unit,
        appointment=by,  # type: ignore[arg-type]
        detail=told,
    )
