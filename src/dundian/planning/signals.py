"""What this room announces."""

from django.dispatch import Signal

# sender Dispatch; dispatch, actor. A team was sent to its site.
team_dispatched = Signal()
# sender Dispatch; dispatch, actor. A dispatch ended, early or on its date.
dispatch_ended = Signal()
# sender Team; team, leaving (Person), coming (Person or None), on (first day without), until (last day, when the person
# comes back afterwards, else None), reason, actor. A member of a team on site leaves it, for good or for some days.
member_left = Signal()
