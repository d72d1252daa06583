"""A photo that has arrived in chunks becomes part of its log."""

from django.utils.translation import gettext as _

from dundian.fieldwork.actions.photos import attach_photo
from dundian.fieldwork.models import LogPhoto
from dundian.kernel.errors import Invalid
from dundian.offline.actions import uploads
from dundian.offline.actions.commands import Awaited, Command
from dundian.offline.actions.logs import log_of
from dundian.offline.reading import Fields


def attach(command: Command) -> None:
    """Add the photo byte for byte; raises `Awaited` until all its bytes are here."""
    fields = Fields(command.fields)
    log_id, digest = fields.uuid("log"), fields.digest("sha256")
    fields.done()
    log, actor = log_of(command, log_id)
    content = uploads.whole(command.device.user, digest) or _kept_already(command, digest)
    if content is None:
        raise Awaited(digest)
    attach_photo(log=log, content=content, actor=actor)
    uploads.let_go(command.device.user, digest)


def _kept_already(command: Command, digest: str) -> bytes | None:
    """The bytes, when the same person has put the same photo into another log."""
    found = LogPhoto.objects.filter(sha256=digest, log__author__user=command.device.user).first()
    if found is None:
        return None
    try:
        with found.file.open() as file:
            return bytes(file.read())
    except OSError:
        raise Invalid(_("The photo that was kept cannot be read. Send it again.")) from None
