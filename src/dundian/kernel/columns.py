"""What the database makes ready for a long list, so that its rows are read in one query and need no work each."""

from typing import Any

from django.db.models import DateField, Func, QuerySet, Subquery, TextField, Value
from django.utils import timezone


class Listed(Subquery):
    """The one column of a subquery's rows with a mark between, in their order; None without rows."""

    template = "(SELECT string_agg(listed.said, %(mark)s) FROM (%(subquery)s) listed(said))"
    output_field = TextField()

    def __init__(self, rows: QuerySet[Any, Any], mark: str, **extra: Any) -> None:
        """`mark` is a literal of the program's own."""
        super().__init__(rows, mark="'" + mark.replace("'", "''").replace("%", "%%") + "'", **extra)


class Together(Func):
    """An array of keys as one text with commas between."""

    function = "array_to_string"
    output_field = TextField()

    def __init__(self, array: Any, **extra: Any) -> None:
        super().__init__(array, Value(","), **extra)


class Each(Func):
    """Each of several columns as a row of its own; empty ones too."""

    template = "unnest(ARRAY[%(expressions)s])"
    set_returning = True


class LocalDay(Func):
    """The day of a moment where we are, without a converter for each row."""

    template = "(%(expressions)s)::date"
    arg_joiner = " AT TIME ZONE "
    output_field = DateField()

    def __init__(self, moment: Any, **extra: Any) -> None:
        super().__init__(moment, Value(timezone.get_current_timezone_name()), **extra)
