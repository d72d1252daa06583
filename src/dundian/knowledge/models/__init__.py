"""What is learned and passed on."""

from dundian.knowledge.models.institutions import Follower, InstitutionalResult, StatusChange
from dundian.knowledge.models.materials import Material
from dundian.knowledge.models.meetings import (
    AgendaItem,
    Decision,
    Invitation,
    Meeting,
    MeetingQuerySet,
    Speech,
)
from dundian.knowledge.models.practices import Adoption, Practice, PracticeQuerySet
from dundian.knowledge.models.publicity import Appearance, Channel, Placement, PublicityItem
from dundian.knowledge.models.training import Course, CourseQuerySet, Participant, Question
from dundian.knowledge.models.years import CarryOver, PastFigure, YearSummary

__all__ = [
    "Adoption",
    "AgendaItem",
    "Appearance",
    "CarryOver",
    "Channel",
    "Course",
    "CourseQuerySet",
    "Decision",
    "Follower",
    "InstitutionalResult",
    "Invitation",
    "Material",
    "Meeting",
    "MeetingQuerySet",
    "Participant",
    "PastFigure",
    "Placement",
    "Practice",
    "PracticeQuerySet",
    "PublicityItem",
    "Question",
    "Speech",
    "StatusChange",
    "YearSummary",
]
