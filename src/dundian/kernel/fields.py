"""Column types of our own."""

from typing import TYPE_CHECKING, Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import models
from django.db.models import F, Func, Value
from django.db.models.fields.related_lookups import RelatedIn
from django.db.models.lookups import In as _In
from django.db.models.sql import Query
from django.db.models.sql.constants import INNER

if TYPE_CHECKING:
    TextField = models.Field[str, str]
    Lookup = models.Lookup[Any]
    ForeignKey = models.ForeignKey[Any, Any]
    In = _In[Any]
else:
    TextField, Lookup, ForeignKey, In = models.Field, models.Lookup, models.ForeignKey, _In


class LtreeField(TextField):
    """A PostgreSQL `ltree` path such as "1.7.93". Lookups: `within` (at or beneath) and `above` (at or over)."""

    description = "ltree path"

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)


@LtreeField.register_lookup
class Within(Lookup):
    """`path__within="1.7"` or several paths, of which only the topmost count.

    One comparison a path, joined by OR: the GiST index knows `ltree <@ ltree`, but not `ltree <@ ltree[]`.
    """

    lookup_name = "within"

    def get_prep_lookup(self) -> Any:
        if not isinstance(self.rhs, list | tuple | set | frozenset):
            return [str(self.rhs)]
        paths = sorted({str(path) for path in self.rhs}, key=len)
        return [p for i, p in enumerate(paths) if not any(_lies_within(p, top) for top in paths[:i])]

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if not self.rhs:
            raise EmptyResultSet
        lhs, params = self.process_lhs(compiler, connection)
        tests = " OR ".join(f"{lhs} <@ %s::ltree" for _path in self.rhs)
        return f"({tests})", [value for path in self.rhs for value in (*params, path)]


def label_at(path: str, place: int) -> Func:
    """The label of the column `path` at this place, counted from one, as text; empty where the path ends before."""
    text = Func(F(path), function="ltree2text", output_field=models.CharField())
    return Func(text, Value("."), Value(place), function="split_part", output_field=models.CharField())


def _lies_within(path: str, top: str) -> bool:
    return not top or path == top or path.startswith(f"{top}.")


@LtreeField.register_lookup
class Above(Lookup):
    """`path__above="1.7.93"`: the unit itself and everything over it."""

    lookup_name = "above"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        rhs, more = self.process_rhs(compiler, connection)
        return f"{lhs} @> {rhs}::ltree", [*params, *more]


@ForeignKey.register_lookup
class InTable(RelatedIn):
    """`unit__in=<all units>` asks nothing of the other table: the foreign key says already that the row is there.

    So whoever sees everything pays for no scope, through the same condition as everybody else.
    """

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        if self._is_whole_table():
            table = compiler.query.alias_map.get(self.lhs.alias)
            if table and table.join_type in (None, INNER) and not self.lhs.target.null:
                raise FullResultSet
            lhs, params = self.process_lhs(compiler, connection)
            return f"{lhs} IS NOT NULL", params
        sql, values = super().as_sql(compiler, connection)
        return sql, values

    def _is_whole_table(self) -> bool:
        """Whether the subquery gives the key of each row that the foreign key can point at."""
        key, asked = getattr(self.lhs, "target", None), self.rhs
        if (
            not isinstance(asked, Query)
            or not isinstance(key, models.ForeignKey)
            or not getattr(key, "db_constraint", False)
        ):
            return False
        target = key.target_field
        narrowed = (
            not getattr(key, "db_constraint", False)
            or not _asks_nothing(asked.where)
            or asked.is_sliced
            or asked.combinator
            or asked.distinct_fields
            or asked.group_by is not None
            or asked.annotations
            or asked.extra
            or sum(map(bool, asked.alias_refcount.values())) > 1
        )
        return not narrowed and asked.model is target.model and asked.values_select == (target.attname,)


class _AsArray:
    def get_rhs_op(self, connection: Any, rhs: str) -> str:
        return f"= ANY(ARRAY{rhs})"


@models.Field.register_lookup
class Among(_AsArray, In):
    """`pk__among=<subquery>`: as `in`, for few keys whose rows only an index should reach.

    How many a subquery gives the planner guesses, and multiplies; it may then read the whole table to find them. Of an
    array it knows nothing, takes it for ten keys, and asks the index.
    """

    lookup_name = "among"


@ForeignKey.register_lookup
class AmongTable(_AsArray, InTable):
    """`unit__among=<few units>`, with nothing asked for all of them."""

    lookup_name = "among"


def _asks_nothing(where: Any) -> bool:
    """Whether every condition is a foreign key into a whole table."""
    return not where.negated and all(
        child._is_whole_table() and not child.lhs.target.null if isinstance(child, InTable) else False
        for child in where.children
    )
