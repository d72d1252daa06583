"""What is wrong with an input, row by row, as codes and values that a caller puts into words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from dataclasses import field as made
from enum import StrEnum

Value = str | int | float


class FaultCode(StrEnum):
    """Why a cell of the input cannot be used; `Fault.values` holds what the sentence needs."""

    EMPTY = "empty"
    NOT_FINITE = "not_finite"  # NaN or infinite
    NOT_WHOLE = "not_whole"  # value
    NEGATIVE = "negative"  # value
    TOO_LARGE = "too_large"  # value, most
    UNKNOWN = "unknown"  # value: refers to something that is not there
    TWICE = "twice"  # value, first: the row that has it already
    LEAST_OVER_MOST = "least_over_most"  # least, most
    CIRCULAR = "circular"  # value: stands above itself
    OUT_OF_RANGE = "out_of_range"  # value, least, most
    MISSING = "missing"  # needed because of another field: values["because"]


@dataclass(frozen=True, slots=True)
class Fault:
    """One cell that cannot be used.

    `table`: the field of the problem, such as "candidates". `row`: its index there from 0, None for the whole.
    `field`: the field of that row. `code` and `values`: what is wrong.
    """

    table: str
    row: int | None
    field: str
    code: FaultCode
    values: Mapping[str, Value] = made(default_factory=dict)


class InvalidProblem(ValueError):
    """The problem has faults; none of it was solved."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        first = faults[0]
        super().__init__(
            f"{len(faults)} faults; first: {first.table}[{first.row}].{first.field} {first.code}"
        )
        self.faults = tuple(faults)
