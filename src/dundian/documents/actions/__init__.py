"""Everything that is written in this room, by verb."""

from dundian.documents.actions.issuing import (
    freeze_document,
    hand_out,
    issue_document,
    next_number,
    report_damage,
    withdraw_document,
)

__all__ = [
    "freeze_document",
    "hand_out",
    "issue_document",
    "next_number",
    "report_damage",
    "withdraw_document",
]
