"""Every write of this room, by what it is done to."""

from dundian.fieldwork.actions.baselines import fill_baseline
from dundian.fieldwork.actions.feeds import end_feed, renew_feed
from dundian.fieldwork.actions.leave import answer_leave, ask_leave
from dundian.fieldwork.actions.logs import change_log, delete_log, write_log
from dundian.fieldwork.actions.plans import agree_plan, draft_plan, return_plan, save_plan, submit_plan
from dundian.fieldwork.actions.reports import (
    accept_report,
    countersign_report,
    draft_report,
    gather_report,
    redraft_report,
    return_report,
    save_report,
    submit_report,
)
from dundian.fieldwork.actions.scheduling import (
    accept_schedule,
    decline_schedule,
    delay_task,
    follow_leave,
    plan_site,
    propose_schedule,
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
from dundian.fieldwork.actions.upgrades import upgrade_site

__all__ = [
    "accept_report",
    "accept_schedule",
    "add_task",
    "agree_plan",
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
    "countersign_report",
    "decline_schedule",
    "delay_task",
    "delete_log",
    "deliver_support",
    "draft_plan",
    "draft_report",
    "drop_support_rule",
    "edit_task",
    "end_feed",
    "fill_baseline",
    "finish_task",
    "follow_leave",
    "gather_report",
    "give_help",
    "make_tasks",
    "pass_on_support",
    "plan_site",
    "propose_schedule",
    "redraft_report",
    "refuse_delivery",
    "renew_feed",
    "reopen_task",
    "resend_support",
    "return_plan",
    "return_report",
    "return_support",
    "save_plan",
    "save_report",
    "set_route",
    "set_rule",
    "set_support_limit",
    "submit_plan",
    "submit_report",
    "upgrade_site",
    "urge_support",
    "write_log",
]
