"""Notes among colleagues, urging, watching, common phrases."""

from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import access
from dundian.concerns.actions.holding import made_before, words
from dundian.concerns.models import Concern, Note, Phrase, Urge, Watch
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.models import new_id
from dundian.org.access import Actor
from dundian.org.models import Unit

MOST_PHRASES = 100


@transaction.atomic
def add_note(*, concern: Concern, text: str, actor: Actor, id: UUID | None = None) -> Note:
    """A note for colleagues; never shown to the worker, the host union or anybody outside."""
    access.require_inside(actor, concern)
    if made := made_before(Note, id, concern, actor):
        return made
    text = words(text, "text", _("Write the note."))
    note = Note.objects.create(id=id or new_id(), concern=concern, text=text, by=actor.user, at=clock.now())
    record(actor=actor, verb="note", noun="concern", obj=concern, unit=concern.unit)
    return note


@transaction.atomic
def urge_concern(*, concern: Concern, text: str, actor: Actor) -> Urge:
    """Ask for speed, at most once a day for a concern, whoever asks."""
    if not access.may_urge(actor, concern):
        raise Refused(_("Leaders and offices above urge."))
    locked = Concern.locked(concern.pk)
    if locked.is_closed:
        raise Refused(_("This concern is closed. Reopen it first."))
    if Urge.objects.filter(concern=locked, on=clock.today()).exists():
        raise Invalid({"text": _("It has been urged today already; once a day is enough.")})
    urge = Urge.objects.create(concern=locked, on=clock.today(), text=text.strip(), by=actor.user)
    record(actor=actor, verb="urge", noun="concern", obj=locked, unit=locked.unit)
    return urge


@transaction.atomic
def watch_concern(*, concern: Concern, on: bool, actor: Actor) -> None:
    """Follow a concern, or no longer; it counts only while the person may see it."""
    if on:
        try:
            with transaction.atomic():
                Watch.objects.create(concern=concern, user=actor.user)
        except IntegrityError:
            return
    elif not Watch.objects.filter(concern=concern, user=actor.user).delete()[0]:
        return
    verb = "watch" if on else "unwatch"
    record(actor=actor, verb=verb, noun="concern", obj=concern, unit=concern.unit)


@transaction.atomic
def add_phrase(*, place: str, text: str, unit: Unit | None, actor: Actor) -> Phrase:
    """A phrase of a federation, by its office, or of one's own when `unit` is left out."""
    appointment = actor.require("change", "phrase", unit) if unit else None
    text = words(text, "text", _("Write the phrase."))
    whose = {"unit": unit} if unit else {"user": actor.user}
    if Phrase.objects.filter(**whose).count() >= MOST_PHRASES:
        raise Invalid(_("There are enough phrases; delete some first."))
    phrase = Phrase.objects.create(place=place, text=text, **whose)
    record(
        actor=actor, verb="add", noun="phrase", obj=phrase, unit=unit, appointment=appointment, label=place
    )
    return phrase


@transaction.atomic
def delete_phrase(*, phrase: Phrase, actor: Actor) -> None:
    """One's own, or the federation's by its office."""
    appointment = actor.require("change", "phrase", phrase.unit) if phrase.unit else None
    if phrase.user_id and phrase.user_id != actor.user.pk:
        raise Refused(_("This is somebody else's phrase."))
    record(
        actor=actor, verb="delete", noun="phrase", obj=phrase, unit=phrase.unit, appointment=appointment,
        label=phrase.place,
    )  # fmt: skip
    phrase.delete()
