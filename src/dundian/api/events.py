"""What webhooks are told of."""

from django.utils.translation import gettext_lazy as _

EVENTS = {
    "campaign.started": _("A campaign has started"),
    "campaign.closed": _("A campaign has been closed"),
    "site.chosen": _("A site has been chosen"),
    "team.dispatched": _("A team has been sent"),
    "dispatch.ended": _("A dispatch has ended"),
    "concern.raised": _("A concern has been written down"),
    "concern.closed": _("A concern has been closed"),
    "document.issued": _("A document has been issued"),
    "document.replaced": _("A document has been replaced by another"),
    "document.withdrawn": _("A document has been withdrawn"),
    "ping": _("A trial, sent by hand"),
}
OFFERED = [(key, label) for key, label in EVENTS.items() if key != "ping"]
