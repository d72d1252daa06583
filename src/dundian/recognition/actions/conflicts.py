"""Conflicts of interest: found from the records, declared by the judge, lifted by the office with a reason."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.recognition.access import require_judge, require_run, require_state
from dundian.recognition.actions.steps import line, note_round
from dundian.recognition.models import DeclaredConflict, Judge, Nomination, Round
from dundian.recognition.queries.marks import relations

How = DeclaredConflict.How


def find_conflicts(round: Round, judges: Sequence[Judge], actor: Actor) -> int:
    """Write down what staff list and teams show; inside the caller's transaction."""
    found = [
        DeclaredConflict(judge=judge, nomination=one, how=How.FOUND, reason=why)
        for judge, one, why in relations(round, list(judges))
    ]
    DeclaredConflict.objects.bulk_create(found, ignore_conflicts=True)
    if found:
        note_round(round, "find_conflicts", actor, None, found=len(found))
    return len(found)


@transaction.atomic
def declare_conflict(*, nomination: Nomination, reason: str, actor: Actor) -> list[DeclaredConflict]:
    """Step aside for one nomination, on every panel one sits on. Scores given before count no more."""
    seats = require_judge(actor, nomination.round)
    require_state(Round.locked(nomination.round_id), Round.State.JUDGING)
    reason = line(reason, "reason", _("Say what the relation is."), 200)
    made = [
        DeclaredConflict.objects.get_or_create(
            judge=seat,
            nomination=nomination,
            defaults={"how": How.DECLARED, "reason": reason, "by": actor.signature},
        )[0]
        for seat in seats
    ]
    note_round(nomination.round, "declare_conflict", actor, None, nomination=str(nomination), reason=reason)
    return made


@transaction.atomic
def lift_conflict(*, conflict: DeclaredConflict, reason: str, actor: Actor) -> None:
    """Let the judge score after all, when what was noted is wrong; scores given before count again."""
    round = conflict.nomination.round
    by = require_run(actor, round)
    require_state(Round.locked(round.pk), Round.State.JUDGING)
    if conflict.judge.person.user_id == actor.user.pk:
        raise Invalid(_("Nobody lifts their own conflict of interest."))
    reason = line(reason, "reason", _("Say why."))
    note_round(
        round, "lift_conflict", actor, by, nomination=str(conflict.nomination), judge=str(conflict.judge),
        was=conflict.reason, reason=reason,
    )  # fmt: skip
    conflict.delete()
