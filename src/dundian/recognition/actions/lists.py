"""Scores, the list drawn from them, and the public notice."""

import secrets
from collections.abc import Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel import calendar, clock
from dundian.kernel.errors import Invalid, Refused
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.recognition.access import require_judge, require_run, require_state
from dundian.recognition.actions.nominations import refuse_own
from dundian.recognition.actions.steps import (
    held_nomination,
    held_round,
    line,
    move_nomination,
    move_round,
    note_round,
)
from dundian.recognition.models import Criterion, DeclaredConflict, Nomination, Round, Score
from dundian.recognition.queries.marks import Board, Row, boards

S, N = Round.State, Nomination.State


@transaction.atomic
def give_scores(
    *, nomination: Nomination, points: Mapping[Criterion, tuple[int, str]], actor: Actor
) -> list[Score]:
    """A judge's (points, grounds) for criteria of the panels the judge sits on; may be changed while judging lasts."""
    seats = {seat.panel_id: seat for seat in require_judge(actor, nomination.round)}
    require_state(Round.locked(nomination.round_id), S.JUDGING)
    held = Nomination.locked(nomination.pk)
    if held.state != N.ADMITTED:
        raise Invalid(_("This nomination is not before the panel."))
    if DeclaredConflict.objects.filter(judge__in=seats.values(), nomination=held).exists():
        raise Refused(_("You have a conflict of interest here and do not score; that is on record."))
    scores = []
    for criterion, (value, ground) in points.items():
        seat = seats.get(criterion.panel_id)
        if seat is None or criterion.category_id != held.category_id:
            raise Refused(_("“%(criterion)s” is judged by another panel.") % {"criterion": criterion})
        if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 100:
            raise Invalid({f"points-{criterion.pk}": _("Between 0 and 100.")})
        told = {"points": value, "ground": clean_line(ground)[:300]}
        scores.append(
            Score.objects.update_or_create(judge=seat, nomination=held, criterion=criterion, defaults=told)[0]
        )
    note_round(held.round, "score", actor, None, nomination=str(held), criteria=len(scores))
    return scores


@transaction.atomic
def draw_up(*, round: Round, actor: Actor, chosen: Sequence[Nomination] = (), reason: str = "") -> Round:
    """The list from the totals, as many as the scheme commends. Where totals are equal at the cut, the office chooses
    among the equal ones, with a reason."""
    by = require_run(actor, round)
    held = held_round(round, "draw_up")
    picked = {one.pk for one in chosen}
    listed: list[Row] = []
    found = boards(held)
    for board in found:
        listed += _top(board, picked, reason)
    if not listed:
        raise Invalid(_("Nobody stands before the panels, so there is no list."))
    today = clock.today()
    for row in (r for board in found for r in board.rows):
        one = row.nomination
        one.total = None if row.total is None else round_off(row.total)
        one.listed_on = today if row in listed else None
        one.notice_until = None
        one.touch("total", "listed_on", "notice_until")
    detail: dict[str, Any] = {"listed": len(listed), **({"tie": clean_line(reason)} if picked else {})}
    return move_round(held, "draw_up", S.LISTED, actor, by, **detail)


def round_off(total: Fraction) -> Decimal:
    """Three decimals, half up."""
    return (Decimal(total.numerator) / total.denominator).quantize(Decimal("0.001"))


def _top(board: Board, picked: set[UUID], reason: str) -> list[Row]:
    if board.missing:
        names = "、".join(str(r.nomination) for r in board.missing[:5])
        raise Invalid(_("Not everything has been scored yet: %(names)s.") % {"names": names})
    quota = board.category.quota
    if not board.tied:
        return board.rows[:quota]
    sure = [r for r in board.rows[:quota] if r not in board.tied]
    free = quota - len(sure)
    taken = [r for r in board.tied if r.nomination.pk in picked]
    if len(taken) != free:
        names = "、".join(str(r.nomination) for r in board.tied)
        raise Invalid(
            {
                "chosen": _(
                    "In “%(category)s” these have the same total at the cut: %(names)s. Choose %(n)d of them."
                )
                % {"category": board.category, "names": names, "n": free}
            }
        )
    line(reason, "reason", _("Say why these were chosen among equals."))
    return sure + taken


@transaction.atomic
def rejudge(*, round: Round, reason: str, actor: Actor) -> Round:
    """Back to the panels; the list is void, the scores stay and may be changed."""
    by = require_run(actor, round)
    held = held_round(round, "rejudge")
    held.nominations.update(listed_on=None, notice_until=None, total=None)
    return move_round(held, "rejudge", S.JUDGING, actor, by, reason=reason)


@transaction.atomic
def publish_notice(*, round: Round, actor: Actor, contact: str = "") -> Round:
    """Put the list out for public notice: so many working days as the scheme says, counted from tomorrow."""
    by = require_run(actor, round)
    held = held_round(round, "publish")
    held.contact = clean_line(contact)[:100] or held.contact
    if not held.contact:
        raise Invalid({"contact": _("Say whom objections can be brought to, with a telephone number.")})
    until = calendar.current().add_workdays(clock.today(), held.scheme.notice_days)
    held.nominations.filter(state=N.ADMITTED, listed_on__isnull=False).update(notice_until=until)
    held.token = held.token or secrets.token_urlsafe(12)
    held.noticed_on = clock.today()
    return move_round(held, "publish", S.NOTICED, actor, by, "contact", "token", "noticed_on", until=until)


@transaction.atomic
def recall_notice(*, round: Round, reason: str, actor: Actor) -> Round:
    """Take the notice back; its address stays the same when the list is put out again."""
    by = require_run(actor, round)
    held = held_round(round, "recall")
    held.nominations.update(notice_until=None)
    return move_round(held, "recall", S.LISTED, actor, by, reason=reason)


@transaction.atomic
def strike(*, nomination: Nomination, reason: str, actor: Actor, fill: bool = True) -> Nomination | None:
    """Strike somebody off. On a list that is drawn up the next by total moves up, with a public notice of its own;
    returns whoever moved up."""
    by = require_run(actor, nomination.round)
    refuse_own(actor, nomination)
    round = Round.locked(nomination.round_id)
    require_state(round, S.JUDGING, S.LISTED, S.NOTICED)
    held = held_nomination(nomination, "strike")
    was_listed = held.is_listed
    reason = line(reason, "reason", _("Say why."))
    held.listed_on = held.notice_until = None
    move_nomination(
        held, "strike", N.STRUCK, round.unit, actor, by, "listed_on", "notice_until", reason=reason
    )
    if not (was_listed and fill):
        return None
    return _move_up(round, held, actor)


def _move_up(round: Round, struck: Nomination, actor: Actor) -> Nomination | None:
    waiting = round.nominations.filter(
        category=struck.category_id, state=N.ADMITTED, listed_on=None, total__isnull=False
    )
    following = waiting.select_related("place").order_by("-total", "place__place", "place_id", "id").first()
    if following is None:
        return None
    following.listed_on = clock.today()
    if round.state == S.NOTICED:
        following.notice_until = calendar.current().add_workdays(clock.today(), round.scheme.notice_days)
    following.touch("listed_on", "notice_until")
    record(
        actor=actor, verb="move_up", noun="nomination", obj=following, unit=following.place,
        detail={"round": str(round.pk), "instead_of": str(struck)},
    )  # fmt: skip
    return following


@transaction.atomic
def reinstate(*, nomination: Nomination, reason: str, actor: Actor) -> Nomination:
    """Put somebody struck off before the panel again; not onto a list that is drawn up already."""
    by = require_run(actor, nomination.round)
    refuse_own(actor, nomination)
    round = Round.locked(nomination.round_id)
    require_state(round, S.JUDGING, S.LISTED)
    held = held_nomination(nomination, "reinstate")
    reason = line(reason, "reason", _("Say why."))
    return move_nomination(held, "reinstate", N.ADMITTED, round.unit, actor, by, reason=reason)
