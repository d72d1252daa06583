"""What a worker without an account does, and what they are asked."""

import hashlib
from typing import Any
from uuid import UUID

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from dundian.audit_trail.actions import record
from dundian.concerns import codes
from dundian.concerns.actions.closing import reopen_by_worker
from dundian.concerns.actions.holding import hold, leave_row
from dundian.concerns.actions.pausing import resume_concern
from dundian.concerns.actions.raising import raise_concern
from dundian.concerns.actions.secrets import data_key, identity_of, seal_words, words_of
from dundian.concerns.identifying import mask
from dundian.concerns.identity import seal
from dundian.concerns.models import (
    Concern,
    Consent,
    Erasure,
    Pause,
    Rating,
    Satisfaction,
    SitePage,
    TrackingCode,
    WorkerMessage,
    WorkerPhoto,
)
from dundian.concerns.queries.staff import somebody_else
from dundian.concerns.queries.worker import day
from dundian.concerns.visitors import WORKER
from dundian.concerns.workflow import Event
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.once import one_at_a_time
from dundian.kernel.text import clean_text
from dundian.org.access import SYSTEM, Actor

Kind = WorkerMessage.Kind
MOST_MESSAGES = 50


@transaction.atomic
def raise_from_page(
    *, page: SitePage, id: UUID, kind: str, text: str, people: int = 1, contact: str = "", photo: bytes = b""
) -> tuple[Concern, str]:
    """The concern and the code that opens it. Sent again with the same `id`: nothing twice, the same code.

    `photo`: a JPEG freed of its metadata.
    """
    one_at_a_time(id)
    code = codes.code_of(id)
    stored = (
        Concern.objects.filter(pk=id, tracking_code__isnull=False).select_related("unit", "handler").first()
    )
    if stored:
        return stored, code
    if page.revoked_at:
        raise Refused(pgettext("worker", "This poster is no longer in use."))
    concern = raise_concern(
        id=id,
        unit=page.unit,
        site=page.site,
        text=text,
        kind=kind,
        people=people,
        contact=contact,
        source=Concern.Source.WORKER,
        actor=WORKER,
    )
    unit, person = somebody_else(concern)
    if concern.owner is None and person and unit == concern.handler:
        concern.owner = person
        concern.touch("owner")
    TrackingCode.objects.create(concern=concern, digest=codes.digest_of(id, code))
    if photo:
        _keep_photo(concern, photo)
    return concern, code


def _keep_photo(concern: Concern, content: bytes) -> None:
    made = WorkerPhoto(concern=concern)
    name = hashlib.sha256(made.pk.bytes).hexdigest()[:32]
    sealed = seal(content, data_key(concern), made.pk.bytes)
    # The file before the row: a crash between them leaves a file that nobody can read, never a row without its file.
    made.file = default_storage.save(f"sealed/{concern.pk}/{name}", ContentFile(sealed))
    made.save(force_insert=True)


def _worker_words(concern: Concern, kind: str, text: str, id: UUID) -> WorkerMessage:
    """The worker's message, once for an id; what points at somebody is sealed, or left out after an erasure."""
    stored = WorkerMessage.objects.filter(pk=id, concern=concern).first()
    if stored:
        return stored
    if WorkerMessage.objects.filter(concern=concern).count() >= MOST_MESSAGES:
        raise Invalid(
            {"text": pgettext("worker", "So much has been said here already. Please call the hotline 12351.")}
        )
    text = clean_text(text)
    if not text:
        raise Invalid({"text": pgettext("worker", "Please write something first.")})
    if len(text) > 2000:
        raise Invalid({"text": pgettext("worker", "At most 2,000 characters, please.")})
    message = WorkerMessage(id=id, concern=concern, kind=kind)
    if Erasure.objects.filter(concern=concern).exists():
        message.text = mask(text)
    else:
        seal_words(message, text)
    message.save(force_insert=True)
    return message


@transaction.atomic
def add_words(*, concern: Concern, text: str, id: UUID, actor: Actor = WORKER) -> WorkerMessage:
    """The worker adds something."""
    message = _worker_words(Concern.locked(concern.pk), Kind.ADDED, text, id)
    record(actor=actor, verb="add_words", noun="concern", obj=concern, unit=concern.unit)
    return message


@transaction.atomic
def answer_question(*, concern: Concern, text: str, id: UUID, actor: Actor = WORKER) -> WorkerMessage:
    """The worker answers what was asked; a clock that stood still for it runs again."""
    locked = Concern.locked(concern.pk)
    message = _worker_words(locked, Kind.ANSWER, text, id)
    waited = Pause.objects.filter(concern=locked, ended_at=None, reason=Pause.Reason.WORKER).exists()
    if waited and locked.paused_at:
        resume_concern(concern=locked, actor=SYSTEM)
    record(actor=actor, verb="answer_question", noun="concern", obj=concern, unit=concern.unit)
    return message


@transaction.atomic
def rate_result(*, concern: Concern, grade: str, word: str, id: UUID, actor: Actor = WORKER) -> Rating:
    """What the worker thinks of the result; the last rating counts."""
    locked = Concern.locked(concern.pk)
    stored = Rating.objects.filter(pk=id, concern=locked).first()
    if stored:
        return stored
    if not locked.is_closed:
        raise Invalid(pgettext("worker", "It is still being handled; it can be rated afterwards."))
    if grade not in Satisfaction.values:
        raise Invalid({"grade": pgettext("worker", "Please choose one of the three.")})
    if Rating.objects.filter(concern=locked).count() >= MOST_MESSAGES:
        raise Invalid(
            pgettext("worker", "So much has been said here already. Please call the hotline 12351.")
        )
    rating = Rating.objects.create(
        id=id, concern=locked, grade=grade, word=mask(clean_text(word)[:500])[:500]
    )
    detail = {"grade": grade}
    record(actor=actor, verb="rate", noun="concern", obj=locked, unit=locked.unit, detail=detail)
    return rating


@transaction.atomic
def ask_again(*, concern: Concern, reason: str, actor: Actor = WORKER) -> Concern:
    """A closed concern is taken up again by somebody else."""
    reason = clean_text(reason)[:500]
    if not reason:
        raise Invalid({"text": pgettext("worker", "Please say what is still missing.")})
    return reopen_by_worker(concern=concern, reason=mask(reason), actor=actor)


@transaction.atomic
def ask_worker(*, concern: Concern, text: str, actor: Actor, id: UUID | None = None) -> WorkerMessage:
    """A handler asks the worker something, who reads it with number and code."""
    held = hold(concern, Event.REPLY, actor)
    stored = WorkerMessage.objects.filter(pk=id, concern=concern).first() if id else None
    if stored:
        return stored
    if not TrackingCode.objects.filter(concern=concern).exists():
        raise Invalid(_("This worker has no number and code to read it with. Ask them yourself."))
    text = clean_text(text)
    if not text:
        raise Invalid({"text": _("Write what you want to know.")})
    message = WorkerMessage(
        concern=held.concern,
        kind=Kind.QUESTION,
        text=text,
        unit=held.concern.handler,
        by=actor.user,
        at=clock.now(),
    )
    if id:
        message.pk = id
    message.save(force_insert=True)
    held.move()
    leave_row(held, "ask_worker")
    return message


@transaction.atomic
def export_own_data(*, concern: Concern, actor: Actor = WORKER) -> dict[str, Any]:
    """Everything that is kept of the worker in this matter, in plain words, for the worker."""
    identity = identity_of(concern)
    messages = WorkerMessage.objects.filter(concern=concern, kind__in=(Kind.ADDED, Kind.ANSWER))
    agreed = Consent.objects.filter(concern=concern)
    data: dict[str, Any] = {
        pgettext("own data", "number"): concern.number,
        pgettext("own data", "received"): day(concern.raised_on),
        pgettext("own data", "where"): str(concern.unit),
        pgettext("own data", "kind"): str(concern.get_kind_display()),
        pgettext("own data", "the matter"): (identity and identity.text) or concern.text,
        pgettext("own data", "workers concerned"): concern.people,
        pgettext("own data", "name"): identity.name if identity else "",
        pgettext("own data", "how to reach you"): identity.contact if identity else "",
        pgettext("own data", "photos"): WorkerPhoto.objects.filter(concern=concern).count(),
        pgettext("own data", "what you added"): [{"at": day(m.at), "text": words_of(m)} for m in messages],
        pgettext("own data", "your ratings"): [
            {"at": day(r.at), "grade": str(r.get_grade_display()), "word": r.word}
            for r in Rating.objects.filter(concern=concern)
        ],
        pgettext("own data", "what you agreed to"): [
            {"given": day(c.given_at), "taken back": day(c.revoked_at) if c.revoked_at else ""}
            for c in agreed
        ],
        pgettext("own data", "erased"): "".join(day(e.at) for e in Erasure.objects.filter(concern=concern)),
    }
    record(actor=actor, verb="export", noun="own_data", obj=concern, unit=concern.unit)
    return data
