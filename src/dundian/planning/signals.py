"""What this room announces."""

from django.dispatch import Signal

# sender Dispatch; dispatch, actor. A team was sent to its site.
team_dispatched = Signal()
# sender Dispatch; dispatch, actor. A dispatch ended, early or on its date.
dispatch_ended = Signal()
