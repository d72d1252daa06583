"""What this room announces."""

from django.dispatch import Signal

# sender Campaign; campaign, actor. A draft campaign was started.
campaign_started = Signal()
# sender Campaign; campaign, actor. A campaign was closed; nothing in it changes any more.
campaign_closed = Signal()
# sender Site; site, actor. A grassroots union became a site.
site_chosen = Signal()
# sender Site; site, actor. A site is about to be given up before any team went there.
site_dropped = Signal()
