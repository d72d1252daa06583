"""Column types of our own."""

from typing import TYPE_CHECKING, Any

from django.db import models

if TYPE_CHECKING:
    TextField = models.Field[str, str]
    Lookup = models.Lookup[Any]
else:
    TextField, Lookup = models.Field, models.Lookup


class LtreeField(TextField):
    """A PostgreSQL `ltree` path such as "1.7.93". Lookups: `within` (at or beneath) and `above` (at or over)."""

    description = "ltree path"

    def db_type(self, connection: Any) -> str:
        return "ltree"

    def get_prep_value(self, value: Any) -> Any:
        return None if value is None else str(value)


@LtreeField.register_lookup
class Within(Lookup):
    """`path__within="1.7"` or a list of paths."""

    lookup_name = "within"

    def get_prep_lookup(self) -> Any:
        return (
            [str(v) for v in self.rhs]
            if isinstance(self.rhs, list | tuple | set | frozenset)
            else str(self.rhs)
        )

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        many = isinstance(self.rhs, list)
        return f"{lhs} <@ %s::ltree{'[]' if many else ''}", [*params, self.rhs]


@LtreeField.register_lookup
class Above(Lookup):
    """`path__above="1.7.93"`: the unit itself and everything over it."""

    lookup_name = "above"

    def get_prep_lookup(self) -> Any:
        return str(self.rhs)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        lhs, params = self.process_lhs(compiler, connection)
        return f"{lhs} @> %s::ltree", [*params, self.rhs]
