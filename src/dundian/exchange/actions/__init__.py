"""Everything that is written in this room."""

from dundian.exchange.actions.forgetting import KEEP_FILES, KEEP_ROWS, forget_old_exports, forget_old_rows
from dundian.exchange.actions.importing import (
    APPLY_BATCH,
    BATCH,
    TOO_LARGE,
    apply_run,
    begin_applying,
    cancel_run,
    check_workbook,
)
from dundian.exchange.actions.receiving import read_received, receive_workbook, remember_headings
from dundian.exchange.actions.undoing import begin_undoing, undo_run

__all__ = [
    "APPLY_BATCH",
    "BATCH",
    "KEEP_FILES",
    "KEEP_ROWS",
    "TOO_LARGE",
    "apply_run",
    "begin_applying",
    "begin_undoing",
    "cancel_run",
    "check_workbook",
    "forget_old_exports",
    "forget_old_rows",
    "read_received",
    "receive_workbook",
    "remember_headings",
    "undo_run",
]
