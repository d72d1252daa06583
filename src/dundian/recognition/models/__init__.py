"""Evaluation and commendation: schemes, rounds, nominations, scores, objections, honours, growth records."""

from dundian.recognition.models.growth import GrowthNote
from dundian.recognition.models.honours import Honour, HonourQuerySet
from dundian.recognition.models.nominations import Nomination, NominationEvent, NominationQuerySet
from dundian.recognition.models.notices import Objection, ObjectionQuerySet
from dundian.recognition.models.panels import DeclaredConflict, Judge, Score
from dundian.recognition.models.rounds import (
    EvidenceFile,
    EvidenceFileQuerySet,
    HostWord,
    Quota,
    Round,
    RoundEvent,
    RoundQuerySet,
)
from dundian.recognition.models.schemes import (
    Category,
    Criterion,
    Panel,
    Scheme,
    SchemeQuerySet,
    Source,
    Subject,
)

__all__ = [
    "Category",
    "Criterion",
    "DeclaredConflict",
    "EvidenceFile",
    "EvidenceFileQuerySet",
    "GrowthNote",
    "Honour",
    "HonourQuerySet",
    "HostWord",
    "Judge",
    "Nomination",
    "NominationEvent",
    "NominationQuerySet",
    "Objection",
    "ObjectionQuerySet",
    "Panel",
    "Quota",
    "Round",
    "RoundEvent",
    "RoundQuerySet",
    "Scheme",
    "SchemeQuerySet",
    "Score",
    "Source",
    "Subject",
]
