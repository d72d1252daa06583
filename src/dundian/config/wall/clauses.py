"""The forms in which a row may be in reach. Each is asked once per statement, not once per row, except `under`."""

from typing import NamedTuple

from django.apps import apps


class Clause(NamedTuple):
    """`sql` with `{t}` for the covered table; `words` for the reference page."""

    sql: str
    words: str


def at(*columns: str) -> tuple[Clause, ...]:
    """One of these units lies in an area of the person's."""
    return tuple(
        Clause(f"{{t}}.{c}_id IN (SELECT dundian_units())", f"`{c}` lies in an area") for c in columns
    )


def over(column: str) -> Clause:
    """This unit stands over an area of the person's."""
    return Clause(f"{{t}}.{column}_id IN (SELECT dundian_above())", f"`{column}` stands over an area")


def mine(*columns: str) -> tuple[Clause, ...]:
    """It is about the person themselves (a row of people)."""
    return tuple(Clause(f"{{t}}.{c}_id IN (SELECT dundian_me())", f"`{c}` is the person") for c in columns)


def by_me(*columns: str) -> tuple[Clause, ...]:
    """It is the person's own (a sign-in)."""
    return tuple(Clause(f"{{t}}.{c}_id = (SELECT dundian_person())", f"`{c}` is the person") for c in columns)


def among(function: str, words: str, column: str = "id") -> Clause:
    """Named by a function that looks past the wall, into tables which themselves ask this one."""
    return Clause(f"{{t}}.{column} IN (SELECT {function}())", words)


def under(column: str, parent: str) -> Clause:
    """The row it belongs to is in reach."""
    table = apps.get_model(parent)._meta.db_table
    sql = f"(SELECT true FROM {table} up WHERE up.id = {{t}}.{column}_id)"
    return Clause(sql, f"its `{column}` is in reach")


def through(column: str, parent: str, place: str = "unit") -> Clause:
    """What it belongs to stands at a unit in an area."""
    table = apps.get_model(parent)._meta.db_table
    sql = (
        f"(SELECT up.{place}_id IN (SELECT dundian_units()) FROM {table} up WHERE up.id = {{t}}.{column}_id)"
    )
    return Clause(sql, f"the `{place}` of its `{column}` lies in an area")
