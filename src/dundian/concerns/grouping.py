"""Suggesting issues: a new concern finds its neighbours' issue at once, everything is grouped anew at night.

What people decided stands: a confirmed issue only gains members, one that somebody took out stays out, and a merged
or dismissed issue does not come back under another id. Groups found again keep their identity by overlap.
"""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from django.db import transaction

from dundian.audit_trail.actions import record
from dundian.concerns import queries
from dundian.concerns.models import Concern, Issue, IssueMember
from dundian.concerns.near import near
from dundian.concerns.text.standing import VOTERS, keep_identities, vote
from dundian.kernel import clock
from dundian.org.access import SYSTEM

WINDOW = timedelta(days=365)
FEWEST = 3
State = Issue.State


def _groupable() -> "Sequence[Concern]":
    since = clock.today() - WINDOW
    rows = Concern.objects.filter(raised_on__gte=since).exclude(kind=Concern.Kind.PRAISE)
    return list(rows.select_related("unit").only("id", "text", "unit").order_by("raised_on", "id"))


@transaction.atomic
def place(concern_id: UUID) -> Issue | None:
    """Put a new concern into the issue that most of its neighbours are in; None when there is no such issue."""
    concern = Concern.objects.select_related("unit").filter(pk=concern_id).first()
    if concern is None or concern.kind == Concern.Kind.PRAISE:
        return None
    if concern.memberships.filter(out=False).exists():
        return None
    rows = Concern.objects.filter(raised_on__gte=clock.today() - WINDOW).exclude(pk=concern.pk)
    found = near(concern.text, rows, limit=VOTERS)
    held = dict(
        IssueMember.objects.filter(
            concern__in=[n.concern.pk for n in found], out=False, issue__state__in=Issue.STANDING
        ).values_list("concern_id", "issue_id")
    )
    chosen = vote([(held.get(n.concern.pk), n.likeness) for n in found])
    if chosen is None:
        return None
    issue = Issue.objects.select_for_update().get(pk=str(chosen))
    if issue.members.filter(concern=concern).exists():
        return None
    likeness = max(n.likeness for n in found if held.get(n.concern.pk) == chosen)
    IssueMember.objects.create(issue=issue, concern=concern, likeness=likeness)
    _reach(issue)
    return issue


@transaction.atomic
def regroup() -> int:
    """Group the last year's concerns anew; returns how many issues are suggested or standing."""
    from dundian.concerns.text.groups import matters  # half a second of imports, only where it is needed

    concerns = _groupable()
    numbers = matters([c.text for c in concerns])
    found: dict[int, list[Concern]] = {}
    for concern, number in zip(concerns, numbers, strict=True):
        found.setdefault(number, []).append(concern)
    sets = [group for group in found.values() if len(group) >= FEWEST]
    standing = {i.pk: i for i in Issue.objects.select_for_update().exclude(state=State.FADED)}
    members: dict[UUID, set[UUID]] = {pk: set() for pk in standing}
    for issue_id, concern_id in IssueMember.objects.filter(issue__in=standing).values_list(
        "issue", "concern"
    ):
        members[issue_id].add(concern_id)
    kept = keep_identities(members, [{c.pk for c in group} for group in sets])
    taken = _bound()
    for group, identity in zip(sets, kept, strict=True):
        _write(standing.get(identity) if identity else None, group, taken)
    _fade({pk for pk, i in standing.items() if i.state == State.SUGGESTED} - set(kept))
    return Issue.objects.filter(state__in=Issue.STANDING).count()


def _bound() -> dict[UUID, UUID]:
    """Concerns that people bound to an issue, or that stand in one that people decided on."""
    rows = IssueMember.objects.filter(out=False)
    decided = rows.exclude(issue__state=State.SUGGESTED) | rows.exclude(by=None)
    return dict(decided.values_list("concern", "issue"))


def _write(issue: Issue | None, group: list[Concern], taken: dict[UUID, UUID]) -> None:
    if issue is not None and issue.state not in Issue.STANDING:
        return  # decided: settled, merged or dismissed; the same group is not suggested again
    own = issue.pk if issue else None
    free = [c for c in group if taken.get(c.pk, own) == own]
    if issue is None:
        if len(free) < FEWEST:
            return
        issue = _suggest(free)
    out = set(issue.members.filter(out=True).values_list("concern", flat=True))
    free = [c for c in free if c.pk not in out]
    if issue.state == State.SUGGESTED:
        issue.members.filter(out=False, by=None).exclude(concern__in=free).delete()
    IssueMember.objects.filter(
        concern__in=free, out=False, by=None, issue__state=State.SUGGESTED
    ).exclude(issue=issue).delete()  # fmt: skip
    held = set(issue.members.values_list("concern", flat=True))
    IssueMember.objects.bulk_create(IssueMember(issue=issue, concern=c) for c in free if c.pk not in held)
    _reach(issue)


def _suggest(group: list[Concern]) -> Issue:
    unit = queries.common_federation(c.unit for c in group) or group[0].unit
    issue = Issue.objects.create(unit=unit, kind=_kind(group), name=queries.name_of([c.text for c in group]))
    record(actor=SYSTEM, verb="suggest", noun="issue", obj=issue, unit=unit, detail={"concerns": len(group)})
    return issue


def _kind(concerns: Sequence[Concern]) -> Issue.Kind:
    """One place: a focus issue; several: a common one."""
    return Issue.Kind.FOCUS if len({c.unit_id for c in concerns}) == 1 else Issue.Kind.COMMON


def _reach(issue: Issue) -> None:
    """A suggestion stands at the lowest federation over its concerns; a decided one stays where it was decided."""
    if issue.state != State.SUGGESTED:
        return
    concerns = [m.concern for m in issue.members.filter(out=False).select_related("concern__unit")]
    unit = queries.common_federation(c.unit for c in concerns) or issue.unit
    kind = _kind(concerns) if concerns else issue.kind
    if (unit.pk, kind) != (issue.unit_id, issue.kind):
        issue.unit, issue.kind = unit, kind
        issue.touch("unit", "kind")


def _fade(lapsed: set[UUID]) -> None:
    for issue in Issue.objects.filter(pk__in=lapsed):
        issue.state = State.FADED
        issue.touch("state")
        issue.members.filter(out=False, by=None).delete()
