"""Draws, visits and what was found; look-backs, return visits, questions to teams."""

from dundian.oversight.models.draws import Draw, DrawExclusion, DrawPerson, DrawQuerySet
from dundian.oversight.models.findings import Finding, FindingEvent, FindingPhoto, FindingQuerySet
from dundian.oversight.models.lookbacks import (
    LookBack,
    LookBackItem,
    LookBackLine,
    LookBackLineQuerySet,
    LookBackQuerySet,
)
from dundian.oversight.models.questions import Question, QuestionQuerySet
from dundian.oversight.models.returns import (
    ContactGroup,
    ContactGroupQuerySet,
    ReturnRhythm,
    ReturnVisit,
    ReturnVisitQuerySet,
)
from dundian.oversight.models.visits import Bulletin, Visit, VisitQuerySet

__all__ = [
    "Bulletin",
    "ContactGroup",
    "ContactGroupQuerySet",
    "Draw",
    "DrawExclusion",
    "DrawPerson",
    "DrawQuerySet",
    "Finding",
    "FindingEvent",
    "FindingPhoto",
    "FindingQuerySet",
    "LookBack",
    "LookBackItem",
    "LookBackLine",
    "LookBackLineQuerySet",
    "LookBackQuerySet",
    "Question",
    "QuestionQuerySet",
    "ReturnRhythm",
    "ReturnVisit",
    "ReturnVisitQuerySet",
    "Visit",
    "VisitQuerySet",
]
