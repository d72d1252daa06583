"""Sealing and opening what points at the worker, with the concern's own data key; inside the actions' transactions."""

from dundian.concerns import identity
from dundian.concerns.identifying import mask
from dundian.concerns.identity import Identity
from dundian.concerns.models import Concern, DataKey, Reporter, WorkerMessage


def data_key(concern: Concern) -> bytes:
    """The concern's data key, made when it has none yet."""
    row = DataKey.objects.filter(concern=concern).first()
    if row:
        return identity.unwrap(bytes(row.wrapped), row.key_id, concern.pk)
    key, by, wrapped = identity.new_data_key(concern.pk)
    DataKey.objects.create(concern=concern, key_id=by, wrapped=wrapped)
    return key


def keep_identity(concern: Concern, name: str, contact: str, written: str) -> None:
    """Seal name and contact, and the words as `written` where the stored ones had to leave something out."""
    original = written if mask(written) != written else ""
    if not (name or contact or original):
        return
    packed = Identity(name, contact, original).packed()
    sealed = identity.seal(packed, data_key(concern), concern.pk.bytes)
    Reporter.objects.create(concern=concern, named=bool(name or contact), sealed=sealed)


def identity_of(concern: Concern) -> Identity | None:
    """Who raised it; None when nothing is sealed."""
    row = Reporter.objects.filter(concern=concern).first()
    if row is None:
        return None
    return Identity.unpacked(identity.unseal(bytes(row.sealed), data_key(concern), concern.pk.bytes))


def seal_words(message: WorkerMessage, written: str) -> None:
    """Keep the message without what points at somebody, and sealed as it was written when that differs."""
    message.text = mask(written)
    if message.text != written:
        message.sealed = identity.seal(written.encode(), data_key(message.concern), message.pk.bytes)


def words_of(message: WorkerMessage) -> str:
    """The message as it was written."""
    if message.sealed is None:
        return message.text
    return identity.unseal(bytes(message.sealed), data_key(message.concern), message.pk.bytes).decode()
