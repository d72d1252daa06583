"""Support and leave from the phone."""

from django.utils.translation import gettext as _

from dundian.fieldwork.actions.leave import ask_leave
from dundian.fieldwork.actions.support import ask_support, confirm_support
from dundian.fieldwork.models import Leave, SupportKind, SupportRequest
from dundian.kernel.errors import Refused
from dundian.offline.actions.commands import Command, not_here, site_of
from dundian.offline.reading import Fields


def ask(command: Command) -> None:
    """Ask for support at a site, under the id that the phone gave it."""
    fields = Fields(command.fields)
    site_id, text, amount = fields.uuid("site"), fields.text("text"), fields.amount("amount")
    kind, wanted_on = fields.choice("kind", SupportKind.values), fields.perhaps_day("wanted_on")
    fields.done()
    site, actor = site_of(command, site_id, _("This site is not among yours."))
    ask_support(
        id=command.record, site=site, kind=kind, text=text, amount=amount, wanted_on=wanted_on, actor=actor
    )


def confirm(command: Command) -> None:
    """What was asked for has arrived; confirmed already, nothing happens."""
    fields = Fields(command.fields)
    word = fields.line("word")
    fields.done()
    request = SupportRequest.objects.select_related("unit").filter(pk=command.record).first()
    actor = command.actor(request.unit) if request else None
    if request is None or actor is None or not SupportRequest.objects.visible_to(actor).filter(pk=request.pk):
        raise not_here(_("This request is not here, or not among those you see."))
    if request.state != SupportRequest.State.CONFIRMED:
        confirm_support(request=request, word=word, actor=actor)


def leave(command: Command) -> None:
    """Ask for one's own leave from a site, under the id that the phone gave it."""
    fields = Fields(command.fields)
    site_id, starts_on, ends_on = fields.uuid("site"), fields.day("starts_on"), fields.day("ends_on")
    kind, reason = fields.choice("kind", Leave.Kind.values, Leave.Kind.OTHER), fields.line("reason")
    fields.done()
    site, actor = site_of(command, site_id, _("This site is not among yours."))
    if actor.person is None:
        raise Refused(_("Your sign-in is not tied to anybody on the staff list; ask the office to do so."))
    ask_leave(
        id=command.record,
        person=actor.person,
        unit=site.unit,
        kind=kind,
        starts_on=starts_on,
        ends_on=ends_on,
        reason=reason,
        actor=actor,
    )
