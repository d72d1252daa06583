"""Every write to a concern."""

from dundian.concerns.actions.assigning import assign_concern
from dundian.concerns.actions.closing import close_concern, reopen_concern
from dundian.concerns.actions.identity import see_reporter
from dundian.concerns.actions.limits import set_time_limit
from dundian.concerns.actions.raising import raise_concern
from dundian.concerns.actions.referrals import (
    accept_referral,
    answer_referral,
    refer_concern,
    return_referral,
    take_over,
)
from dundian.concerns.actions.steps import WORK_STEPS, take_step

__all__ = [
    "WORK_STEPS",
    "accept_referral",
    "answer_referral",
    "assign_concern",
    "close_concern",
    "raise_concern",
    "refer_concern",
    "reopen_concern",
    "return_referral",
    "see_reporter",
    "set_time_limit",
    "take_over",
    "take_step",
]
