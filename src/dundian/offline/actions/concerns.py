"""Concerns from the phone."""

from django.utils.translation import gettext as _

from dundian.concerns.actions import raise_concern
from dundian.concerns.models import Concern
from dundian.offline.actions.commands import Command, site_of
from dundian.offline.reading import Fields

LONGEST = 2000
MOST_PEOPLE = 100_000


def write(command: Command) -> None:
    """A concern, under the id that the phone gave it."""
    fields = Fields(command.fields)
    site_id, text = fields.uuid("site"), fields.text("text")
    kind = fields.choice("kind", Concern.Kind.values, Concern.Kind.CONCERN)
    topic = fields.choice("topic", Concern.Topic.values, Concern.Topic.OTHER)
    people = fields.count("people", 1)
    reporter, contact = fields.line("reporter"), fields.line("contact")
    if len(text) > LONGEST:
        fields.wrong["text"] = _("At most 2,000 characters.")
    if not 1 <= people <= MOST_PEOPLE:
        fields.wrong["people"] = _("A concern is about at least one worker.")
    fields.done()
    site, actor = site_of(command, site_id, _("This site is not among yours."))
    raise_concern(
        id=command.record,
        unit=site.unit,
        site=site,
        text=text,
        kind=kind,
        topic=topic,
        source=Concern.Source.PHONE,
        people=people,
        reporter=reporter[:40],
        contact=contact[:60],
        actor=actor,
    )
