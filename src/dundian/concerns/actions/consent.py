"""What the worker allows, and being forgotten."""

from collections.abc import Iterable

from django.core.files.storage import default_storage
from django.db import models, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.identifying import mask
from dundian.concerns.models import (
    Concern,
    Consent,
    DataKey,
    Erasure,
    Note,
    Referral,
    Reply,
    Reporter,
    RetentionRule,
    StepTaken,
    WorkerMessage,
    WorkerPhoto,
)
from dundian.concerns.queries.keeping import holds_person, kept_too_long
from dundian.concerns.visitors import WORKER
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.access import SYSTEM, Actor, Operator
from dundian.org.models import Unit


@transaction.atomic
def give_consent(*, concern: Concern, actor: Actor = WORKER, how: str = "") -> Consent:
    """The worker's own union and employer may know who raised it. A handler writes down how the worker said so."""
    locked = Concern.locked(concern.pk)
    if not isinstance(actor, Operator):
        access.require_handle(actor, locked)
        if not how.strip():
            raise Invalid({"how": _("Write down how and when the worker agreed.")})
    stored = Consent.objects.filter(concern=locked, revoked_at=None).first()
    if stored:
        return stored
    made = Consent.objects.create(
        concern=locked, by=actor.signature, how=mask(how.strip()), given_at=clock.now()
    )
    record(actor=actor, verb="agree", noun="identity", obj=locked, unit=locked.unit)
    return made


@transaction.atomic
def take_consent_back(*, concern: Concern, actor: Actor = WORKER) -> None:
    """From now on the worker's own union and employer see nothing any more."""
    locked = Concern.locked(concern.pk)
    if not isinstance(actor, Operator):
        access.require_handle(actor, locked)
    given = Consent.objects.filter(concern=locked, revoked_at=None)
    if given.update(revoked_at=clock.now(), revoked_by=actor.signature):
        record(actor=actor, verb="disagree", noun="identity", obj=locked, unit=locked.unit)


@transaction.atomic
def erase_identity(*, concern: Concern, why: str, actor: Actor = WORKER) -> Erasure:
    """Forget the person and keep the matter. The trail says that it happened, never whom it was about."""
    locked = Concern.locked(concern.pk)
    stored = Erasure.objects.filter(concern=locked).first()
    if stored and not holds_person(locked):
        return stored
    files = list(WorkerPhoto.objects.filter(concern=locked).values_list("file", flat=True))
    Reporter.objects.filter(concern=locked).delete()
    WorkerPhoto.objects.filter(concern=locked).delete()
    WorkerMessage.objects.filter(concern=locked).update(sealed=None)
    Consent.objects.filter(concern=locked).update(how="")
    DataKey.objects.filter(concern=locked).delete()
    _mask_words(locked)
    done = stored or Erasure.objects.create(concern=locked, why=why, at=clock.now())
    transaction.on_commit(lambda: _drop(files))
    detail = {"reason": why}
    record(actor=actor, verb="erase", noun="identity", obj=locked, unit=locked.unit, detail=detail)
    return done


def _mask_words(concern: Concern) -> None:
    """What handlers wrote may name the person too."""
    written: tuple[tuple[models.QuerySet[models.Model], str], ...] = (
        (StepTaken.objects.filter(concern=concern), "text"),
        (Note.objects.filter(concern=concern), "text"),
        (Reply.objects.filter(concern=concern), "text"),
        (Referral.objects.filter(concern=concern), "reason"),
        (Referral.objects.filter(concern=concern), "answer"),
        (Concern.objects.filter(pk=concern.pk), "workers_word"),
    )
    for rows, name in written:
        for pk, text in rows.values_list("pk", name):
            if (masked := mask(text)) != text:
                rows.filter(pk=pk).update(**{name: masked})


def _drop(files: Iterable[str]) -> None:
    for name in files:
        default_storage.delete(name)


def erase_what_is_over(*, limit: int = 500) -> int:
    """Forget who raised concerns that were closed longer ago than their federation keeps it; returns how many."""
    count = 0
    for concern in kept_too_long(clock.today(), limit):
        erase_identity(concern=concern, why=Erasure.Why.TIME, actor=SYSTEM)
        count += 1
    return count


@transaction.atomic
def set_retention(*, unit: Unit, months: int, actor: Actor) -> RetentionRule:
    """How long a unit and everything beneath it keeps who raised a concern."""
    appointment = actor.require("change", "retention", unit)
    rule, _made = RetentionRule.objects.update_or_create(unit=unit, defaults={"months": months})
    detail = {"months": months}
    record(
        actor=actor, verb="set", noun="retention", obj=rule, unit=unit, appointment=appointment,
        detail=detail, label=str(months),
    )  # fmt: skip
    return rule
