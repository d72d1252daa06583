"""Every write to a concern."""

from dundian.concerns.actions.assigning import assign_concern, assign_many, grade_concern, hand_over
from dundian.concerns.actions.attachments import attach_file, open_attachment, remove_attachment
from dundian.concerns.actions.categories import (
    adopt_categories,
    categorise,
    categorise_if_sure,
    learn_categories,
)
from dundian.concerns.actions.closing import (
    call_back,
    close_concern,
    reopen_by_worker,
    reopen_concern,
    reply_to_worker,
)
from dundian.concerns.actions.consent import (
    erase_identity,
    erase_what_is_over,
    give_consent,
    set_retention,
    take_consent_back,
)
from dundian.concerns.actions.escalating import escalate_overdue
from dundian.concerns.actions.helping import answer_help, ask_help, release_help
from dundian.concerns.actions.identity import see_reporter, see_worker
from dundian.concerns.actions.issues import (
    confirm_issue,
    dismiss_issue,
    merge_issue,
    put_in,
    settle_issue,
    split_issue,
    take_out,
)
from dundian.concerns.actions.letters import (
    draft_letter,
    drop_letter,
    issue_letter,
    keep_body,
    letter_page,
    open_letter,
    propose_letter,
    record_letter_reply,
    take_letter,
)
from dundian.concerns.actions.limits import set_handling_rule, set_time_limit
from dundian.concerns.actions.links import join_concern, link_concerns, unlink_concerns
from dundian.concerns.actions.pausing import pause_concern, resume_concern, resume_due
from dundian.concerns.actions.raising import raise_concern
from dundian.concerns.actions.referrals import (
    accept_referral,
    answer_referral,
    recall_referral,
    refer_concern,
    return_referral,
    take_over,
)
from dundian.concerns.actions.site_pages import open_page, propose_posters, replace_page, revoke_page
from dundian.concerns.actions.steps import WORK_STEPS, add_measure, finish_measure, take_step
from dundian.concerns.actions.words import (
    add_note,
    add_phrase,
    delete_phrase,
    urge_concern,
    watch_concern,
)
from dundian.concerns.actions.worker import (
    add_words,
    answer_question,
    ask_again,
    ask_worker,
    export_own_data,
    raise_from_page,
    rate_result,
)

__all__ = [
    "WORK_STEPS",
    "accept_referral",
    "add_measure",
    "add_note",
    "add_phrase",
    "add_words",
    "adopt_categories",
    "answer_help",
    "answer_question",
    "answer_referral",
    "ask_again",
    "ask_help",
    "ask_worker",
    "assign_concern",
    "assign_many",
    "attach_file",
    "call_back",
    "categorise",
    "categorise_if_sure",
    "close_concern",
    "confirm_issue",
    "delete_phrase",
    "dismiss_issue",
    "draft_letter",
    "drop_letter",
    "erase_identity",
    "erase_what_is_over",
    "escalate_overdue",
    "export_own_data",
    "finish_measure",
    "give_consent",
    "grade_concern",
    "hand_over",
    "issue_letter",
    "join_concern",
    "keep_body",
    "learn_categories",
    "letter_page",
    "link_concerns",
    "merge_issue",
    "open_attachment",
    "open_letter",
    "open_page",
    "pause_concern",
    "propose_letter",
    "propose_posters",
    "put_in",
    "raise_concern",
    "raise_from_page",
    "rate_result",
    "recall_referral",
    "record_letter_reply",
    "refer_concern",
    "release_help",
    "remove_attachment",
    "reopen_by_worker",
    "reopen_concern",
    "replace_page",
    "reply_to_worker",
    "resume_concern",
    "resume_due",
    "return_referral",
    "revoke_page",
    "see_reporter",
    "see_worker",
    "set_handling_rule",
    "set_retention",
    "set_time_limit",
    "settle_issue",
    "split_issue",
    "take_consent_back",
    "take_letter",
    "take_out",
    "take_over",
    "take_step",
    "unlink_concerns",
    "urge_concern",
    "watch_concern",
]
