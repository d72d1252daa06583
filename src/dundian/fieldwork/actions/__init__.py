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
from dundian.fieldwork.actions.tasks import add_task, edit_task, finish_task, make_tasks, reopen_task

__all__ = [
    "accept_report",
    "add_task",
    "answer_leave",
    "ask_leave",
    "change_log",
    "draft_report",
    "edit_task",
    "finish_task",
    "make_tasks",
    "reopen_task",
    "return_report",
    "save_report",
    "submit_report",
    "write_log",
]
