"""What the panels gave: marks, what is missing, what stands out, the order, and how firm it is."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from uuid import UUID

from dundian.org.access import Actor
from dundian.planning.models import TeamMember
from dundian.recognition import scoring
from dundian.recognition.models import (
    Category,
    Criterion,
    DeclaredConflict,
    Judge,
    Nomination,
    Round,
    Score,
)


@dataclass
class Given:
    """One judge's points; `off` is how far they lie from the panel's median when that is out of the ordinary."""

    score: Score
    off: int | None = None


@dataclass
class Cell:
    """The points of one nomination for one criterion; `owed` names judges who have not scored yet."""

    criterion: Criterion
    given: list[Given] = field(default_factory=list)
    owed: list[Judge] = field(default_factory=list)

    @property
    def mark(self) -> Fraction | None:
        return scoring.mean([g.score.points for g in self.given]) if self.given else None

    @property
    def shown(self) -> float | None:
        return None if self.mark is None else float(self.mark)


@dataclass
class Row:
    """One nomination before the panel."""

    nomination: Nomination
    cells: list[Cell]
    conflicts: list[DeclaredConflict]
    total: Fraction | None = None
    place: int = 0
    listed: bool = False

    @property
    def shown(self) -> float | None:
        return None if self.total is None else float(self.total)

    @property
    def complete(self) -> bool:
        return all(c.given for c in self.cells)


@dataclass
class Board:
    """A category before its panels: rows by total once complete, and who stands at the cut with equal totals."""

    category: Category
    criteria: list[Criterion]
    rows: list[Row]
    tied: list[Row] = field(default_factory=list)

    @property
    def missing(self) -> list[Row]:
        return [r for r in self.rows if not r.complete]

    @property
    def has_conflicts(self) -> bool:
        return any(r.conflicts for r in self.rows)

    @property
    def outliers(self) -> list[tuple[Row, Cell, Given]]:
        return [(r, c, g) for r in self.rows for c in r.cells for g in c.given if g.off is not None]

    @property
    def weights(self) -> dict[UUID, Fraction]:
        return {c.pk: Fraction(c.weight, 100) for c in self.criteria}

    @property
    def marks(self) -> dict[UUID, dict[UUID, Fraction]]:
        return {
            r.nomination.pk: {c.criterion.pk: c.mark for c in r.cells if c.mark is not None}
            for r in self.rows
            if r.complete
        }


def boards(round: Round) -> list[Board]:
    """Every category of the round, in a constant number of queries."""
    criteria = list(
        Criterion.objects.filter(category__scheme=round.scheme_id)
        .select_related("category", "panel")
        .order_by("category__place", "place")
    )
    judges: dict[UUID, list[Judge]] = defaultdict(list)
    for judge in round.judges.select_related("person"):
        judges[judge.panel_id].append(judge)
    rows = round.nominations.standing().select_related("category", "unit", "person__home_unit", "place")
    nominations = list(rows.order_by("category__place", "place__place", "place_id", "id"))
    conflicts: dict[UUID, list[DeclaredConflict]] = defaultdict(list)
    for c in DeclaredConflict.objects.filter(nomination__in=nominations).select_related("judge__person"):
        conflicts[c.nomination_id].append(c)
    scores: dict[tuple[UUID, UUID], list[Score]] = defaultdict(list)
    for s in Score.objects.filter(nomination__in=nominations).select_related("judge__person"):
        scores[s.nomination_id, s.criterion_id].append(s)
    return [
        _board(
            category,
            [c for c in criteria if c.category_id == category.pk],
            [n for n in nominations if n.category_id == category.pk],
            judges,
            conflicts,
            scores,
            round.scheme.outlier_gap,
        )
        for category in round.scheme.categories.all()
    ]


def _board(
    category: Category,
    criteria: list[Criterion],
    nominations: list[Nomination],
    judges: dict[UUID, list[Judge]],
    conflicts: dict[UUID, list[DeclaredConflict]],
    scores: dict[tuple[UUID, UUID], list[Score]],
    gap: int,
) -> Board:
    rows = []
    for one in nominations:
        barred = {c.judge_id for c in conflicts[one.pk]}
        cells = [_cell(c, judges[c.panel_id], barred, scores.get((one.pk, c.pk), []), gap) for c in criteria]
        rows.append(Row(one, cells, conflicts[one.pk], listed=one.is_listed))
    board = Board(category, criteria, rows)
    _order(board)
    return board


def _cell(criterion: Criterion, panel: list[Judge], barred: set[UUID], scores: list[Score], gap: int) -> Cell:
    able = {j.pk: j for j in panel if j.pk not in barred}
    counted = sorted((s for s in scores if s.judge_id in able), key=lambda s: s.judge.person.name)
    off = scoring.outliers([s.points for s in counted], gap)
    given = [Given(s, o) for s, o in zip(counted, off, strict=True)]
    said = {s.judge_id for s in counted}
    return Cell(criterion, given, [j for pk, j in able.items() if pk not in said])


def _order(board: Board) -> None:
    """Totals, places, and the rows that share the total at the cut."""
    marks, weights = board.marks, board.weights
    for row in board.rows:
        if row.nomination.pk in marks:
            row.total = scoring.total(marks[row.nomination.pk], weights)
    board.rows.sort(key=lambda r: -1 * (r.total if r.total is not None else Fraction(-1)))
    for place, row in enumerate(board.rows, 1):
        row.place = place
    quota = board.category.quota
    if len(board.rows) > quota and board.rows[quota - 1].total == board.rows[quota].total:
        board.tied = [r for r in board.rows if r.total is not None and r.total == board.rows[quota].total]


@dataclass(frozen=True)
class SwingLine:
    """A swing with names instead of ids; `first_*` in percent of the weight."""

    criterion: Criterion
    up: list[tuple[str, str]]
    down: list[tuple[str, str]]
    first_up: float | None
    first_down: float | None

    @property
    def firm(self) -> bool:
        return not (self.up or self.down)


def swings(board: Board) -> list[SwingLine]:
    """Would the list change if a weight moved by a tenth of itself?"""
    names = {r.nomination.pk: str(r.nomination) for r in board.rows}
    listed = [r.nomination.pk for r in board.rows if r.listed]
    listed = listed or [r.nomination.pk for r in board.rows[: board.category.quota]]
    if board.missing or not board.rows:
        return []
    by_id = {c.pk: c for c in board.criteria}
    return [
        SwingLine(
            by_id[s.criterion],
            list(zip((names[i] for i in s.up_in), (names[i] for i in s.up_out), strict=True)),
            list(zip((names[i] for i in s.down_in), (names[i] for i in s.down_out), strict=True)),
            None if s.first_up is None else float(s.first_up * 100),
            None if s.first_down is None else float(s.first_down * 100),
        )
        for s in scoring.sensitivity(board.marks, board.weights, listed)
    ]


def scores_owed(actor: Actor, rounds: Sequence[Round]) -> set[UUID]:
    """Ids of those rounds in which the actor has a criterion of a nomination left to score; five queries."""
    seats = list(Judge.objects.filter(round__in=rounds, person__user=actor.user))
    asked = Criterion.objects.filter(panel__in={s.panel_id for s in seats})
    criteria: dict[tuple[UUID, UUID], list[UUID]] = defaultdict(list)
    for pk, category, panel in asked.values_list("pk", "category", "panel"):
        criteria[category, panel].append(pk)
    standing = Nomination.objects.standing().filter(round__in=rounds)
    given = set(Score.objects.filter(judge__in=seats).values_list("judge", "nomination", "criterion"))
    aside = set(DeclaredConflict.objects.filter(judge__in=seats).values_list("judge", "nomination"))
    return {
        round
        for pk, round, category in standing.values_list("pk", "round", "category")
        for seat in seats
        if seat.round_id == round and (seat.pk, pk) not in aside
        for criterion in criteria[category, seat.panel_id]
        if (seat.pk, pk, criterion) not in given
    }


def relations(round: Round, judges: list[Judge]) -> Iterator[tuple[Judge, Nomination, str]]:
    """Conflicts that the staff list and the teams show by themselves: (judge, nomination, what the relation is)."""
    rows = round.nominations.filter(state__in=(Nomination.State.ADMITTED, Nomination.State.STRUCK))
    nominations = list(rows.select_related("unit", "place", "person__home_unit"))
    people = {j.person_id for j in judges} | {n.person_id for n in nominations if n.person_id}
    teams: dict[UUID, set[UUID]] = defaultdict(set)
    places: dict[UUID, list[str]] = defaultdict(list)
    sent = TeamMember.ever.filter(person__in=people, team__site__isnull=False)
    for person, team, path in sent.values_list("person", "team", "team__site__unit__path"):
        teams[person].add(team)
        places[person].append(path)
    for judge in judges:
        for one in nominations:
            if why := _relation(judge, one, teams, places):
                yield judge, one, why


def _relation(
    judge: Judge, one: Nomination, teams: dict[UUID, set[UUID]], places: dict[UUID, list[str]]
) -> str:
    if one.person_id == judge.person_id:
        return "本人被推荐"
    if one.by_id == judge.person.user_id and judge.person.user_id is not None:
        return "系推荐材料填报人"
    if one.person_id:
        if teams[one.person_id] & teams[judge.person_id]:
            return "曾在同一蹲点工作组"
        same = one.home.pk == judge.person.home_unit_id
        return "同一工作单位" if same else ""
    if judge.person.home_unit.is_within(one.place.path):
        return "在被推荐单位工作"
    if any(path == one.place.path for path in places[judge.person_id]):
        return "曾派驻被推荐单位"
    return ""
