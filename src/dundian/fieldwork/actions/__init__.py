"""Every write of this room, by what it is done to."""

from dundian.fieldwork.actions.leave import answer_leave, ask_leave
from dundian.fieldwork.actions.logs import change_log, write_log
from dundian.fieldwork.actions.reports import (
    accept_report,
    draft_report,
    return_report,
    save_report,
    submit_report,
)
from dundian.fieldwork.actions.support import (
    answer_support,
    approve_support,
    ask_support,
    call_helper,
    cancel_support,
    carry_support,
    confirm_support,
    deliver_support,
    give_help,
    pass_on_support,
    refuse_delivery,
    resend_support,
    return_support,
    urge_support,
)
from dundian.fieldwork.actions.support_rules import (
    drop_support_rule,
    set_route,
    set_rule,
    set_support_limit,
)
from dundian.fieldwork.actions.tasks import add_task, edit_task, finish_task, make_tasks, reopen_task

__all__ = [
    "accept_report",
    "add_task",
    "answer_leave",
    "answer_support",
    "approve_support",
    "ask_leave",
    "ask_support",
    "call_helper",
    "cancel_support",
    "carry_support",
    "change_log",
    "confirm_support",
    "deliver_support",
    "draft_report",
    "drop_support_rule",
    "edit_task",
    "finish_task",
    "give_help",
    "make_tasks",
    "pass_on_support",
    "refuse_delivery",
    "reopen_task",
    "resend_support",
    "return_report",
    "return_support",
    "save_report",
    "set_route",
    "set_rule",
    "set_support_limit",
    "submit_report",
    "urge_support",
    "write_log",
]
