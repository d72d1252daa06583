"""Reading concerns."""

from dundian.concerns.queries.clocks import (
    SHIPPED_LIMITS,
    Limit,
    answer_clock,
    clock_of,
    deadline,
    limits_for,
    rule_for,
    warning,
)
from dundian.concerns.queries.doors import Doors, direction, doors, first_handler, targets, unstaffed
from dundian.concerns.queries.history import Happening, history
from dundian.concerns.queries.ledger import ledger_lines
from dundian.concerns.queries.lists import concerns, filtered, next_number

__all__ = [
    "SHIPPED_LIMITS",
    "Doors",
    "Happening",
    "Limit",
    "answer_clock",
    "clock_of",
    "concerns",
    "deadline",
    "direction",
    "doors",
    "filtered",
    "first_handler",
    "history",
    "ledger_lines",
    "limits_for",
    "next_number",
    "rule_for",
    "targets",
    "unstaffed",
    "warning",
]
