"""Concerns, their steps, referrals, letters and words, and who raised them."""

from dundian.concerns.models.concerns import Concern, ConcernQuerySet, Link
from dundian.concerns.models.letters import Letter, OutsideBody
from dundian.concerns.models.limits import HandlingRule, Tier, TimeLimit
from dundian.concerns.models.referrals import Help, Referral
from dundian.concerns.models.reporters import Reporter
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

__all__ = [
    "Attachment",
    "CallBack",
    "Concern",
    "ConcernQuerySet",
    "Escalation",
    "HandlingRule",
    "Help",
    "Letter",
    "Link",
    "Measure",
    "Note",
    "OutsideBody",
    "Pause",
    "Phrase",
    "Referral",
    "Reply",
    "Reporter",
    "Satisfaction",
    "StepTaken",
    "Tier",
    "TimeLimit",
    "Urge",
    "Watch",
]
