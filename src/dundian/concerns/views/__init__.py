"""Pages of concerns."""

from dundian.concerns.views.detail import concern_detail
from dundian.concerns.views.handling import (
    ACTS,
    Act,
    concern_assign,
    concern_close,
    concern_refer,
    concern_reopen,
    concern_step,
    concern_take_over,
    referral_answer,
)
from dundian.concerns.views.identity import concern_reporter
from dundian.concerns.views.limits import time_limits
from dundian.concerns.views.lists import COLUMNS, ORDER, concern_export, concern_list, site_panel
from dundian.concerns.views.raising import concern_raise

__all__ = [
    "ACTS",
    "COLUMNS",
    "ORDER",
    "Act",
    "concern_assign",
    "concern_close",
    "concern_detail",
    "concern_export",
    "concern_list",
    "concern_raise",
    "concern_refer",
    "concern_reopen",
    "concern_reporter",
    "concern_step",
    "concern_take_over",
    "referral_answer",
    "site_panel",
    "time_limits",
]
