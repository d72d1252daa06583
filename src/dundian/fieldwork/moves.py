"""The life of a support request: from which states each verb leads where. Nothing else moves a request."""

from dundian.fieldwork.models import SupportRequest

S = SupportRequest.State
START = ""

# verb: (states it is done in, states it may lead to)
MOVES: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "ask": (frozenset({START}), frozenset({S.APPROVING, S.ASKED})),
    "approve": (frozenset({S.APPROVING}), frozenset({S.APPROVING, S.ASKED, S.PROMISED})),
    "return": (frozenset({S.APPROVING, S.ASKED}), frozenset({S.RETURNED})),
    "resend": (frozenset({S.RETURNED}), frozenset({S.APPROVING, S.ASKED})),
    "answer": (frozenset({S.ASKED, S.PROMISED}), frozenset({S.PROMISED, S.APPROVING})),
    "pass_on": (frozenset({S.ASKED, S.PROMISED}), frozenset({S.ASKED})),
    "call": (frozenset({S.ASKED, S.PROMISED}), frozenset({S.ASKED, S.PROMISED})),
    "help": (frozenset({S.ASKED, S.PROMISED}), frozenset({S.ASKED, S.PROMISED})),
    "deliver": (frozenset({S.ASKED, S.PROMISED}), frozenset({S.DELIVERED})),
    "confirm": (frozenset({S.DELIVERED}), frozenset({S.CONFIRMED})),
    "refuse": (frozenset({S.DELIVERED}), frozenset({S.ASKED})),
    "cancel": (frozenset({S.APPROVING, S.ASKED, S.PROMISED, S.RETURNED}), frozenset({S.CANCELLED})),
    "urge": (frozenset(SupportRequest.OPEN), frozenset(SupportRequest.OPEN)),
    "carry": (frozenset(SupportRequest.WITH_THE_TEAM), frozenset(SupportRequest.WITH_THE_TEAM)),
}


def may(verb: str, state: str) -> bool:
    """Whether `verb` is done to a request in `state`."""
    return state in MOVES[verb][0]


def check(verb: str, before: str, after: str) -> None:
    """Raise `AssertionError` for a move that the table does not know: a fault of ours, not of a user's."""
    sources, targets = MOVES[verb]
    if before not in sources or after not in targets:
        raise AssertionError(f"{verb}: {before or 'new'} → {after}")
