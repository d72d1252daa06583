"""What people decide about issues."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.concerns import queries
from dundian.concerns.actions.closing import close_concern
from dundian.concerns.models import Concern, Issue, IssueMember
from dundian.kernel import clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import Person

State = Issue.State


def _held(issue: Issue, actor: Actor, version: int | None = None) -> Issue:
    locked = Issue.locked(issue.pk, version)
    actor.require("decide", "issue", locked.unit, _("Issues are decided by the office of the federation."))
    if locked.state not in Issue.STANDING:
        raise Refused(_("This issue is no longer open."))
    return locked


def _note(verb: str, issue: Issue, actor: Actor, **detail: Any) -> None:
    appointment = actor.appointment_for("decide", "issue", issue.unit)
    record(
        actor=actor, verb=verb, noun="issue", obj=issue, unit=issue.unit, appointment=appointment,
        detail=detail or None,
    )  # fmt: skip


@transaction.atomic
def confirm_issue(
    *,
    issue: Issue,
    name: str,
    owner: Person | None,
    goal: str,
    measures: str,
    due_on: date | None,
    version: int,
    actor: Actor,
) -> Issue:
    """Say that it is one problem, who sees to it, what will be true and by when; also to change this later."""
    locked = _held(issue, actor, version)
    name, goal, measures = clean_line(name)[:60], clean_line(goal)[:300], clean_text(measures)[:2000]
    wrong = {}
    if not name:
        wrong["name"] = _("Give the issue a name.")
    if owner is None:
        wrong["owner"] = _("Say who sees to it.")
    if not goal:
        wrong["goal"] = _("Say what will be true when it is settled.")
    if due_on is None:
        wrong["due_on"] = _("Say by when.")
    elif due_on < clock.today():
        wrong["due_on"] = _("This day has passed.")
    if wrong:
        raise Invalid(wrong)
    first = locked.state == State.SUGGESTED
    locked.name, locked.owner, locked.goal, locked.measures, locked.due_on = (
        name, owner, goal, measures, due_on
    )  # fmt: skip
    locked.state = State.CONFIRMED
    locked.touch()
    _note("confirm" if first else "change", locked, actor)
    return locked


@transaction.atomic
def dismiss_issue(*, issue: Issue, reason: str, version: int, actor: Actor) -> Issue:
    """Say that these concerns are not one problem; the same group is not suggested again."""
    locked = _held(issue, actor, version)
    locked.reason = clean_line(reason)[:200]
    if not locked.reason:
        raise Invalid({"reason": _("Say why.")})
    locked.state = State.DISMISSED
    locked.touch("state", "reason")
    locked.members.filter(out=False).update(out=True)
    _note("dismiss", locked, actor)
    return locked


@transaction.atomic
def merge_issue(*, issue: Issue, into: Issue, version: int, actor: Actor) -> Issue:
    """Two issues are one: everything goes to `into`."""
    if issue.pk == into.pk:
        raise Invalid({"into": _("Choose another issue.")})
    for pk in sorted((issue.pk, into.pk)):
        Issue.objects.select_for_update().get(pk=pk)
    locked, target = _held(issue, actor, version), _held(into, actor)
    moving = locked.members.filter(out=False)
    target.members.filter(out=True, concern__in=moving.values("concern")).delete()
    moved = moving.update(issue=target, by=actor.signature)
    locked.state, locked.merged_into = State.MERGED, target
    locked.touch("state", "merged_into")
    target.touch("updated_at")
    _note("merge", locked, actor, into=str(target.pk), concerns=moved)
    return target


@transaction.atomic
def split_issue(*, issue: Issue, concerns: Iterable[Concern], name: str, version: int, actor: Actor) -> Issue:
    """Some of its concerns are another problem: they become an issue of their own."""
    locked = _held(issue, actor, version)
    name = clean_line(name)[:60]
    chosen = locked.members.filter(out=False, concern__in=[c.pk for c in concerns])
    ids = list(chosen.values_list("concern", flat=True))
    wrong = {}
    if not name:
        wrong["name"] = _("Give the issue a name.")
    if not ids:
        wrong["concerns"] = _("Choose the concerns that are another problem.")
    elif len(ids) == locked.members.filter(out=False).count():
        wrong["concerns"] = _("At least one concern stays.")
    if wrong:
        raise Invalid(wrong)
    other = Issue.objects.create(unit=locked.unit, kind=locked.kind, name=name)
    chosen.update(out=True, by=actor.signature)
    IssueMember.objects.bulk_create(IssueMember(issue=other, concern_id=pk, by=actor.signature) for pk in ids)
    locked.touch("updated_at")
    _note("split", locked, actor, into=str(other.pk), concerns=len(ids))
    return other


@transaction.atomic
def put_in(*, issue: Issue, concern: Concern, actor: Actor) -> Issue:
    """This concern belongs to the issue, too; it leaves any other."""
    locked = _held(issue, actor)
    if not Concern.objects.visible_to(actor).filter(pk=concern.pk).exists():
        raise Invalid({"number": _("There is no such concern.")})
    before = IssueMember.objects.filter(concern=concern, out=False).exclude(issue=locked)
    for member in before.select_related("issue"):
        actor.require("decide", "issue", member.issue.unit, _("It belongs to an issue of another office."))
    before.update(out=True, by=actor.signature)
    IssueMember.objects.update_or_create(
        issue=locked, concern=concern, defaults={"out": False, "by": actor.signature}
    )
    locked.touch("updated_at")
    _note("put_in", locked, actor, concern=concern.number)
    return locked


@transaction.atomic
def take_out(*, issue: Issue, concern: Concern, actor: Actor) -> Issue:
    """This concern is something else, and is not suggested for the issue again."""
    locked = _held(issue, actor)
    member = locked.members.filter(concern=concern, out=False).first()
    if member:
        member.out, member.by = True, actor.signature
        member.touch("out", "by")
        locked.touch("updated_at")
        _note("take_out", locked, actor, concern=concern.number)
    return locked


@transaction.atomic
def settle_issue(*, issue: Issue, answer: str, close: bool, version: int, actor: Actor) -> list[Concern]:
    """The problem is settled, with an answer that holds for all. `close`: concerns that this person handles and that
    are in a state to be closed are closed with it; returns these. The others' handlers find the answer on their page.
    """
    locked = _held(issue, actor, version)
    if locked.state != State.CONFIRMED:
        raise Invalid(_("Confirm the issue first."))
    locked.answer = clean_text(answer)[:2000]
    if not locked.answer:
        raise Invalid({"answer": _("Write the answer that holds for all.")})
    locked.state, locked.settled_on = State.SETTLED, clock.today()
    locked.touch("state", "answer", "settled_on")
    members = Concern.objects.filter(memberships__issue=locked, memberships__out=False)
    closed = queries.closable(members, actor) if close else []
    for concern in closed:
        close_concern(
            concern=concern,
            outcome=Concern.Outcome.EXPLAINED,
            text=locked.answer,
            workers_word="",
            reply=locked.answer,
            version=concern.version,
            actor=actor,
        )
    _note("settle", locked, actor, closed=len(closed))
    return closed
