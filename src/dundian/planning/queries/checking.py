"""What the survey of a candidate lacks, and what looks wrong in it. Nothing is forbidden; a person looks again.

The usual facts are judged in words here and, for lists of tens of thousands, by the same bounds as conditions.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from django.db.models import F, Q
from django.utils.translation import gettext as _

from dundian.campaign.asked import BaselineField
from dundian.org.models import UnitKind
from dundian.planning.models import Candidate

# Far outside what such a union usually has; a figure beyond is more often a slip of the pen than a fact.
MOST_WORKERS = {
    UnitKind.COMMUNITY: 20_000,
    UnitKind.NON_PUBLIC: 50_000,
    UnitKind.ENTERPRISE: 100_000,
    UnitKind.NEW_EMPLOYMENT: 100_000,
    UnitKind.SOCIAL: 50_000,
}
FEWEST_MEMBERS, MANY_WORKERS = 0.02, 500
STRONG, MANY_WEAKNESSES = 5, 4
PEOPLE, SHARES = ("人", "名"), ("%", "％")

LACKS = (
    Q(workers=None)
    | Q(members=None)
    | Q(complexity=None)
    | Q(foundation=None)
    | Q(weaknesses=[])
    | Q(contact="")
)
LOOKS_ODD = Q(workers=0) | Q(foundation=STRONG, weaknesses__len__gte=MANY_WEAKNESSES)
LOOKS_ODD |= Q(workers__gte=MANY_WORKERS, members__lt=F("workers") * FEWEST_MEMBERS)
for _kind, _most in MOST_WORKERS.items():
    LOOKS_ODD |= Q(kind=_kind, workers__gt=_most)


def gaps(candidate: Candidate) -> list[str]:
    """Facts that are still open, in words."""
    asked = [
        (candidate.workers is None, _("workers")),
        (candidate.members is None, _("members")),
        (candidate.complexity is None, _("complexity of labour relations")),
        (candidate.foundation is None, _("foundation of union work")),
        (not candidate.weaknesses, _("weaknesses")),
        (not candidate.contact, _("contact")),
    ]
    return [name for missing, name in asked if missing]


def oddities(candidate: Candidate) -> list[str]:
    """Figures that do not look right, in sentences."""
    told = []
    workers, members = candidate.workers, candidate.members
    most = MOST_WORKERS.get(UnitKind(candidate.kind))
    if workers is not None and most and workers > most:
        told.append(_("%(n)d workers are very many for a union of this kind.") % {"n": workers})
    if workers == 0:
        told.append(_("A union without workers cannot need a team."))
    if workers and members is not None and workers >= MANY_WORKERS and members < FEWEST_MEMBERS * workers:
        text = _("Only %(members)d members for %(workers)d workers: is one of the figures in other units?")
        told.append(text % {"members": members, "workers": workers})
    if candidate.foundation == STRONG and len(candidate.weaknesses) >= MANY_WEAKNESSES:
        told.append(_("The base is called strong, yet four or more weaknesses are named."))
    return told


def unanswered(fields: Sequence[BaselineField], answers: Mapping[str, Any]) -> list[str]:
    """Questions of the form that must be answered and are not."""
    return [f.name for f in fields if f.required and not answers.get(str(f.pk))]


def odd_answers(
    fields: Sequence[BaselineField], answers: Mapping[str, Any], workers: int | None
) -> list[str]:
    """Answers that do not look right: more people than the union has, shares over a hundred."""
    told = []
    for field in fields:
        number = _number(field, answers)
        if number is None:
            continue
        words = {"question": field.name, "number": f"{number:,}", "workers": f"{workers or 0:,}"}
        if field.measure in PEOPLE and workers is not None and number > workers:
            told.append(_("%(question)s: %(number)s people, but the union has %(workers)s workers.") % words)
        if field.measure in SHARES and number > 100:
            told.append(_("%(question)s: %(number)s per cent is more than all.") % words)
    return told


def _number(field: BaselineField, answers: Mapping[str, Any]) -> Decimal | None:
    if field.kind != BaselineField.Kind.NUMBER:
        return None
    try:
        return Decimal(str(answers.get(str(field.pk)) or ""))
    except InvalidOperation:
        return None
