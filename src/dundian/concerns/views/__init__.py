"""Pages of concerns."""

from dundian.concerns.views.acts import ACTS, Act
from dundian.concerns.views.asking import worker_page
from dundian.concerns.views.books import body_add, body_edit, body_list, phrase_delete, phrase_list
from dundian.concerns.views.bulk import concern_assign_many, desk_hand_over
from dundian.concerns.views.categories import category_edit, category_list
from dundian.concerns.views.detail import concern_detail, concern_print
from dundian.concerns.views.handling import (
    ROWS,
    acting,
    attachment_open,
    concern_unlink,
    concern_watch,
    letter_open,
    row_acting,
)
from dundian.concerns.views.identity import concern_reporter
from dundian.concerns.views.issues import ACTS as ISSUE_ACTS
from dundian.concerns.views.issues import issue_acting, issue_detail, issue_export, issue_list, issue_take_out
from dundian.concerns.views.limits import handling_rule, time_limits
from dundian.concerns.views.lists import COLUMNS, ORDER, concern_export, concern_list, log_panel, site_panel
from dundian.concerns.views.near import concern_near
from dundian.concerns.views.raising import concern_raise
from dundian.concerns.views.site_pages import (
    poster_print,
    poster_propose,
    site_page_list,
    site_page_revoke,
)
from dundian.concerns.views.talk import retention, worker_talk
from dundian.concerns.views.tracking import worker_track
from dundian.concerns.views.trends import trends

__all__ = [
    "ACTS",
    "COLUMNS",
    "ISSUE_ACTS",
    "ORDER",
    "ROWS",
    "Act",
    "acting",
    "attachment_open",
    "body_add",
    "body_edit",
    "body_list",
    "category_edit",
    "category_list",
    "concern_assign_many",
    "concern_detail",
    "concern_export",
    "concern_list",
    "concern_near",
    "concern_print",
    "concern_raise",
    "concern_reporter",
    "concern_unlink",
    "concern_watch",
    "desk_hand_over",
    "handling_rule",
    "issue_acting",
    "issue_detail",
    "issue_export",
    "issue_list",
    "issue_take_out",
    "letter_open",
    "log_panel",
    "phrase_delete",
    "phrase_list",
    "poster_print",
    "poster_propose",
    "retention",
    "row_acting",
    "site_page_list",
    "site_page_revoke",
    "site_panel",
    "time_limits",
    "trends",
    "worker_page",
    "worker_talk",
    "worker_track",
]
