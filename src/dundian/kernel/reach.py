"""How far the database itself lets the work at hand see: the net under every room's own filter.

Row-level security asks two settings of the session: the areas (paths of units) and the person. They are told to the
database by the connection, before the first statement that meets another reach than the one before
(`kernel.database`). Whoever has said nothing sees no row of a covered table.

A request reaches as far as its actor; a job says `@everywhere` or `of(actor)`; so does whatever answers somebody who
holds a secret instead of a sign-in. Which tables are covered, and how, stands in `config.wall`.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import NamedTuple, ParamSpec, Protocol, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Reach(NamedTuple):
    """`areas`: paths of units with a comma between, `*` for everything; `person`: the id of a sign-in."""

    areas: str
    person: str = ""


NOTHING = Reach("")
EVERYTHING = Reach("*")


class Reaching(Protocol):
    """An actor, as far as this module knows one."""

    @property
    def reach(self) -> Reach: ...


class _Held:
    """A reach that is worked out when it is first needed; the queries for that reach nothing."""

    def __init__(self, ask: Callable[[], Reach]) -> None:
        self._ask: Callable[[], Reach] | None = ask
        self._found = NOTHING

    def __call__(self) -> Reach:
        if self._ask is not None:
            ask, self._ask = self._ask, None
            try:
                self._found = ask()
            except BaseException:
                self._ask = ask
                raise
        return self._found

    def become(self, reach: Reach) -> None:
        self._ask, self._found = None, reach


_held: ContextVar[_Held | None] = ContextVar("reach", default=None)
_ground = NOTHING


def current() -> Reach:
    held = _held.get()
    return _ground if held is None else held()


def stand_on(reach: Reach) -> None:
    """What work reaches that says nothing. A command of the operator's says everything, as the tests do."""
    global _ground
    _ground = reach


@contextmanager
def holding(ask: Callable[[], Reach]) -> Iterator[None]:
    """For the length of the block, the reach that `ask` finds, asked at the first query."""
    token = _held.set(_Held(ask))
    try:
        yield
    finally:
        _held.reset(token)


@contextmanager
def of(*actors: Reaching) -> Iterator[None]:
    """As far as all of `actors` together, for the length of the block."""
    found = joined(actor.reach for actor in actors)
    with holding(lambda: found):
        yield


@contextmanager
def everything() -> Iterator[None]:
    """Past the net, for what must look beyond the actor: say there why."""
    with holding(lambda: EVERYTHING):
        yield


def everywhere(work: Callable[P, T]) -> Callable[P, T]:
    """A job of the system's own, or an answer to a secret: past the net."""

    @wraps(work)
    def done(*args: P.args, **kwargs: P.kwargs) -> T:
        with everything():
            return work(*args, **kwargs)

    return done


def become(*actors: Reaching) -> None:
    """From here to its end the request reaches as far as `actors`, who came without a session."""
    held = _held.get()
    if held is not None:
        held.become(joined(actor.reach for actor in actors))


def kept(rows: Iterable[T]) -> Iterator[T]:
    """`rows`, read under today's reach though they are asked for after it has ended: a streamed answer."""
    found = current()

    def read() -> Iterator[T]:
        left = iter(rows)
        while True:
            with holding(lambda: found):
                try:
                    row = next(left)
                except StopIteration:
                    return
            yield row

    return read()


def joined(reaches: Iterable[Reach]) -> Reach:
    """The first one's person, and all areas."""
    all_of = list(reaches)
    if any(r.areas == EVERYTHING.areas for r in all_of):
        return EVERYTHING
    areas = dict.fromkeys(path for r in all_of for path in r.areas.split(",") if path)
    return Reach(",".join(areas), next((r.person for r in all_of if r.person), ""))
