"""What people type about concerns."""

from dundian.concerns.forms.handling import AssignForm, CloseForm, ConcernForm, ReasonForm, StepForm
from dundian.concerns.forms.limits import TimeLimitForm
from dundian.concerns.forms.lists import ConcernFilter
from dundian.concerns.forms.raising import NAME, RaiseForm
from dundian.concerns.forms.referrals import AnswerForm, ReferForm

__all__ = [
    "NAME",
    "AnswerForm",
    "AssignForm",
    "CloseForm",
    "ConcernFilter",
    "ConcernForm",
    "RaiseForm",
    "ReasonForm",
    "ReferForm",
    "StepForm",
    "TimeLimitForm",
]
