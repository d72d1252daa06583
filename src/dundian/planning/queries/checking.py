"""What the survey of a candidate lacks, and what looks wrong in it. Nothing is forbidden; a person looks again."""

from django.utils.translation import gettext as _

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
    if candidate.foundation == 5 and len(candidate.weaknesses) >= 4:
        told.append(_("The base is called strong, yet four or more weaknesses are named."))
    return told
