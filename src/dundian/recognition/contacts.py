"""How to reach somebody who objects: sealed, opened by those who handle the objection, forgotten with the decision."""

from django.conf import settings

from dundian.concerns import identity
from dundian.recognition.models import Objection


def close(objection: Objection, contact: str) -> None:
    """Seal `contact` under the installation's identity key (AES-256-GCM), bound to this objection."""
    if not contact:
        return
    objection.contact_key, key = settings.IDENTITY_RING.current()
    objection.contact = identity.seal(contact.encode(), key, objection.pk.bytes)


def open_(objection: Objection) -> str:
    """The contact; empty when none was given, it was forgotten, or its key has been thrown away since."""
    key = settings.IDENTITY_RING.keys().get(objection.contact_key)
    if objection.contact is None or key is None:
        return ""
    return identity.unseal(bytes(objection.contact), key, objection.pk.bytes).decode()
