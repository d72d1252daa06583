"""Reading concerns."""

from dundian.concerns.queries.doors import Doors, direction, doors, first_handler, targets, unstaffed
from dundian.concerns.queries.history import Happening, history
from dundian.concerns.queries.ledger import ledger_lines
from dundian.concerns.queries.limits import SHIPPED_LIMITS, days_allowed, due_date
from dundian.concerns.queries.lists import concerns, filtered, next_number

__all__ = [
    "SHIPPED_LIMITS",
    "Doors",
    "Happening",
    "concerns",
    "days_allowed",
    "direction",
    "doors",
    "due_date",
    "filtered",
    "first_handler",
    "history",
    "ledger_lines",
    "next_number",
    "targets",
    "unstaffed",
]
