"""Concerns, their steps, referrals, letters and words, and who raised them."""

from dundian.concerns.models.categories import CategoryTree, Learned
from dundian.concerns.models.concerns import Concern, ConcernQuerySet, Link
from dundian.concerns.models.issues import Issue, IssueMember, IssueQuerySet
from dundian.concerns.models.letters import Letter, OutsideBody
from dundian.concerns.models.limits import HandlingRule, Tier, TimeLimit
from dundian.concerns.models.referrals import Help, Referral
from dundian.concerns.models.reporters import Consent, DataKey, Erasure, Reporter, RetentionRule
from dundian.concerns.models.steps import Escalation, Measure, Pause, StepTaken
from dundian.concerns.models.words import (
    Attachment,
    CallBack,
    Note,
    Phrase,
    Reply,
    Satisfaction,
    Urge,
    Watch,
)
from dundian.concerns.models.worker import (
    Passage,
    Rating,
    SitePage,
    TrackingCode,
    WorkerMessage,
    WorkerPhoto,
)

__all__ = [
    "Attachment",
    "CallBack",
    "CategoryTree",
    "Concern",
    "ConcernQuerySet",
    "Consent",
    "DataKey",
    "Erasure",
    "Escalation",
    "HandlingRule",
    "Help",
    "Issue",
    "IssueMember",
    "IssueQuerySet",
    "Learned",
    "Letter",
    "Link",
    "Measure",
    "Note",
    "OutsideBody",
    "Passage",
    "Pause",
    "Phrase",
    "Rating",
    "Referral",
    "Reply",
    "Reporter",
    "RetentionRule",
    "Satisfaction",
    "SitePage",
    "StepTaken",
    "Tier",
    "TimeLimit",
    "TrackingCode",
    "Urge",
    "Watch",
    "WorkerMessage",
    "WorkerPhoto",
]
