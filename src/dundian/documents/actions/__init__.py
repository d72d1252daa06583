"""Everything that is written in this room, by verb."""

from dundian.documents.actions.drafting import (
    change_draft,
    countersign_draft,
    create_draft,
    drop_draft,
    issue_draft,
    propose_document,
    return_draft,
    review_draft,
    submit_draft,
)
from dundian.documents.actions.issuing import (
    freeze_document,
    hand_out,
    issue_document,
    next_number,
    report_damage,
    withdraw_document,
)
from dundian.documents.actions.joining import carry_out_printing
from dundian.documents.actions.printing import (
    MOST,
    ask_printing,
    cancel_printing,
    fetch_printing,
    forget_old_prints,
    make_preview,
    repeat_printing,
    want_preview,
)
from dundian.documents.actions.templates import activate_template, add_template, retire_template

__all__ = [
    "MOST",
    "activate_template",
    "add_template",
    "ask_printing",
    "cancel_printing",
    "carry_out_printing",
    "change_draft",
    "countersign_draft",
    "create_draft",
    "drop_draft",
    "fetch_printing",
    "forget_old_prints",
    "freeze_document",
    "hand_out",
    "issue_document",
    "issue_draft",
    "make_preview",
    "next_number",
    "propose_document",
    "repeat_printing",
    "report_damage",
    "retire_template",
    "return_draft",
    "review_draft",
    "submit_draft",
    "want_preview",
    "withdraw_document",
]
