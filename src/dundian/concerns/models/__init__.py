"""Concerns, their four steps, their referrals, and who raised them."""

from dundian.concerns.models.concerns import Concern, ConcernQuerySet
from dundian.concerns.models.limits import TimeLimit
from dundian.concerns.models.referrals import Referral
from dundian.concerns.models.reporters import Reporter
from dundian.concerns.models.steps import StepTaken

__all__ = [
    "Concern",
    "ConcernQuerySet",
    "Referral",
    "Reporter",
    "StepTaken",
    "TimeLimit",
]
