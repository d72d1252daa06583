"""Questions that every request asks: put into SQL once in a process, filled in each time.

Django builds the SQL of a queryset anew whenever it is asked, which takes several times as long as the answer. Where
the shape of a question never changes, `Compiled` keeps the SQL and the way from rows to objects; only values differ.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import Any, Generic, NamedTuple, TypeVar

from django.db import DEFAULT_DB_ALIAS, connection
from django.db.models import Expression, Model, QuerySet
from django.db.models.query import get_related_populators

M = TypeVar("M", bound=Model)


class Slot(Expression):
    """The place of a value that is filled in when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler: Any, connection: Any) -> Any:
        return "%s", [self]


def _filled(params: Sequence[Any], values: Mapping[str, Any]) -> list[Any]:
    return [values[p.name] if isinstance(p, Slot) else p for p in params]


class Compiled(Generic[M]):
    """The rows of one model that answer a question of constant shape.

    `build` makes the queryset out of a `Slot` for each name; it is called once in a process, so nothing in it may
    depend on the day, the language or whoever asks, unless it is a slot. Values are given as the database takes them
    (an id, not its row). `only`, `defer`, `select_related` and `annotate` work as ever; `values` and `prefetch_related`
    do not.
    """

    def __init__(self, build: Callable[..., QuerySet[M]], *names: str) -> None:
        self._build, self._names = build, names

    def all(self, **values: Any) -> list[M]:
        """Every row, for these `values`, one for each name."""
        plan = self._plan
        with connection.cursor() as cursor:
            cursor.execute(plan.sql, _filled(plan.params, values))
            return [plan.object(row) for row in cursor.fetchall()]

    def first(self, **values: Any) -> M | None:
        """The first row, or None. The question should ask for no more than one."""
        found = self.all(**values)
        return found[0] if found else None

    @cached_property
    def _plan(self) -> "_Plan":
        rows = self._build(**{name: Slot(name) for name in self._names})
        compiler = rows.query.get_compiler(using=DEFAULT_DB_ALIAS)
        sql, params = compiler.as_sql()
        kind: Any = compiler.klass_info
        start, end = kind["select_fields"][0], kind["select_fields"][-1] + 1
        return _Plan(
            sql=sql,
            params=tuple(params),
            model=kind["model"],
            fields=[column.target.attname for column, _sql, _alias in compiler.select[start:end]],
            own=slice(start, end),
            related=get_related_populators(kind, compiler.select, DEFAULT_DB_ALIAS),  # type: ignore[call-arg]
            annotations=dict(compiler.annotation_col_map or {}),
            converters=[
                *compiler.get_converters([column for column, _sql, _alias in compiler.select]).items()
            ],
        )


class Present:
    """Which of several questions of constant shape have any answer at all: one statement for all of them.

    Each of `builds` is to a queryset what it is for `Compiled`; the answers come in the same order.
    """

    def __init__(self, builds: Sequence[Callable[..., QuerySet[Any]]], *names: str) -> None:
        self._builds, self._names = builds, names

    def ask(self, **values: Any) -> list[bool]:
        text, params = self._statement
        with connection.cursor() as cursor:
            cursor.execute(text, _filled(params, values))
            return list(cursor.fetchone())

    @cached_property
    def _statement(self) -> tuple[str, list[Any]]:
        asked, params = [], []
        for build in self._builds:
            rows = build(**{name: Slot(name) for name in self._names}).order_by().values("pk")
            sql, own = rows.query.get_compiler(using=DEFAULT_DB_ALIAS).as_sql()
            asked.append(f"EXISTS({sql})")
            params += own
        return f"SELECT {', '.join(asked)}", params


class _Plan(NamedTuple):
    """What Django's own `ModelIterable` works out for each asking."""

    sql: str
    params: tuple[Any, ...]
    model: type[Model]
    fields: list[str]
    own: slice
    related: list[Any]
    annotations: dict[str, int]
    converters: list[tuple[int, tuple[list[Any], Any]]]

    def object(self, read: tuple[Any, ...]) -> Any:
        row = self._converted(read) if self.converters else read
        found = self.model.from_db(DEFAULT_DB_ALIAS, self.fields, row[self.own])
        for each in self.related:
            each.populate(row, found)
        for name, at in self.annotations.items():
            setattr(found, name, row[at])
        return found

    def _converted(self, read: tuple[Any, ...]) -> list[Any]:
        row = list(read)
        for at, (converters, column) in self.converters:
            for convert in converters:
                row[at] = convert(row[at], column, connection)
        return row
