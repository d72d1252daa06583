"""What this room announces."""

from dataclasses import dataclass
from uuid import UUID

from django.dispatch import Signal


@dataclass(frozen=True)
class ConcernRaised:
    """A concern as it stands on the log form, perhaps with an id made elsewhere.

    `reporter` and `contact` are identities: never logged, never audited.
    """

    text: str
    kind: str = "concern"
    topic: str = "other"
    people: int = 1
    reporter: str = ""
    contact: str = ""
    id: UUID | None = None


# sender WorkLog; log, concerns (list of ConcernRaised), actor. Sent inside the transaction that stores the log.
log_recorded = Signal()
# sender WorkLog; log, actor. A line was corrected.
log_changed = Signal()
# sender WorkLog; log, actor. A line is about to be taken back by its author; a listener may refuse.
log_dropped = Signal()
