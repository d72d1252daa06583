"""What this room announces."""

from django.dispatch import Signal

# sender Concern; concern, actor. A concern was written down.
concern_raised = Signal()
# sender Concern; concern, actor. A concern was closed with an outcome.
concern_closed = Signal()
# sender Concern; concern, actor. A closed concern was taken up again.
concern_reopened = Signal()
