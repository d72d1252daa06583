"""The course of a round and of a nomination: the one table that actions and pages follow.

A move is (from, to). Whatever is not in the table cannot happen.
"""

from dundian.recognition.models import Nomination, Round

R, N = Round.State, Nomination.State

ROUND: dict[str, tuple[tuple[str, str], ...]] = {
    "open": ((R.PREPARING, R.NOMINATING),),
    "reopen": ((R.NOMINATING, R.PREPARING),),
    "close_nominations": ((R.NOMINATING, R.JUDGING),),
    "renominate": ((R.JUDGING, R.NOMINATING),),
    "draw_up": ((R.JUDGING, R.LISTED),),
    "rejudge": ((R.LISTED, R.JUDGING),),
    "publish": ((R.LISTED, R.NOTICED),),
    "recall": ((R.NOTICED, R.LISTED),),
    "decide": ((R.NOTICED, R.DECIDED),),
    "revoke": ((R.DECIDED, R.NOTICED),),
    "end": tuple((s, R.ENDED) for s in (R.PREPARING, R.NOMINATING, R.JUDGING, R.LISTED, R.NOTICED)),
    "resume": tuple((R.ENDED, s) for s in (R.PREPARING, R.NOMINATING, R.JUDGING, R.LISTED, R.NOTICED)),
}
# What goes back or breaks off wants a reason.
REASONED = ("reopen", "renominate", "rejudge", "recall", "revoke", "end", "resume")

NOMINATION: dict[str, tuple[tuple[str, str], ...]] = {
    "pass_on": ((N.WAITING, N.WAITING), (N.WAITING, N.ADMITTED)),
    "return": ((N.WAITING, N.RETURNED),),
    "resubmit": ((N.RETURNED, N.WAITING),),
    "leave_out": ((N.WAITING, N.LEFT_OUT),),
    "take_back": ((N.LEFT_OUT, N.WAITING),),
    "withdraw": ((N.WAITING, N.WITHDRAWN), (N.RETURNED, N.WITHDRAWN)),
    "strike": ((N.ADMITTED, N.STRUCK),),
    "reinstate": ((N.STRUCK, N.ADMITTED),),
}


def may(table: dict[str, tuple[tuple[str, str], ...]], verb: str, state: str) -> bool:
    """Whether `verb` is possible in `state`."""
    return any(before == state for before, _after in table.get(verb, ()))
