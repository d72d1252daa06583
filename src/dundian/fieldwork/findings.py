"""What breaks a plan and what would mend it, in words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from dundian.ui import formats


@dataclass(frozen=True)
class Said:
    """One sentence; `url` leads to where it is done, `act` names that."""

    text: str
    url: str = ""
    act: str = ""


def in_words(
    findings: Sequence[Mapping[str, Any]],
    names: Mapping[str, str],
    people: Mapping[str, str],
    plan_url: str,
    at_once: int,
) -> tuple[list[Said], list[Said]]:
    """(what breaks the plan, what would mend it); steps and people by their ids' names."""
    broken, mends = [], []
    for found in findings:
        if found["what"] == "broken":
            broken.append(_broken(found, names))
        else:
            mends.append(_mend(found, names, people, plan_url, at_once))
    return broken, mends


def _day(text: str) -> str:
    return formats.day(date.fromisoformat(text))


def _chain(found: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return " → ".join(names.get(step, "—") for step in found["chain"])


def _broken(found: Mapping[str, Any], names: Mapping[str, str]) -> Said:
    facts = {
        "name": names.get(found["task"], "—"),
        "by": _day(found["by"]),
        "finish": _day(found["finish"]),
        "n": found["days"],
    }
    if found["fixed"]:
        text = ngettext(
            "“%(name)s” is fixed for %(by)s but cannot be finished before %(finish)s, %(n)d working day too late.",
            "“%(name)s” is fixed for %(by)s but cannot be finished before %(finish)s, %(n)d working days too late.",
            found["days"],
        )
    else:
        text = ngettext(
            "“%(name)s” is finished on %(finish)s, %(n)d working day after the end, %(by)s.",
            "“%(name)s” is finished on %(finish)s, %(n)d working days after the end, %(by)s.",
            found["days"],
        )
    said = text % facts
    if len(found["chain"]) > 1:
        said += _(" What leads to it: %(chain)s.") % {"chain": _chain(found, names)}
    return Said(said)


def _mend(
    found: Mapping[str, Any], names: Mapping[str, str], people: Mapping[str, str], plan_url: str, at_once: int
) -> Said:
    facts = {
        "name": names.get(found["task"], "—"),
        "person": people.get(found["owner"], "—"),
        "n": found["days"],
        "chain": _chain(found, names),
        "day": _day(found["day"]) if found["day"] else "",
    }
    edit = reverse("fieldwork:task_edit", args=[found["task"]]) if found["task"] else ""
    again = _("Plan so")
    words: dict[str, Any] = {
        "end": (_("End on %(day)s."), _with(plan_url, at_once=at_once, ends_on=found["day"]), again),
        "at_once": (
            _("Let one person have %(n)d steps in hand at a time."), _with(plan_url, at_once=found["days"]), again,
        ),
        "fixed": (_("Move the fixed date of “%(name)s” to %(day)s."), edit, _("Change the task")),
        "shorten": (
            ngettext("Do “%(name)s” in %(n)d working day less.", "Do “%(name)s” in %(n)d working days less.",
                     found["days"]),
            edit, _("Change the task"),
        ),
        "owner": (_("Give “%(name)s” to %(person)s."), edit, _("Change the task")),
        "together": (
            ngettext(
                "No single change is enough: %(n)d working day is missing along %(chain)s.",
                "No single change is enough: %(n)d working days are missing along %(chain)s.",
                found["days"],
            ),
            "", "",
        ),
    }  # fmt: skip
    text, url, act = words[found["what"]]
    return Said(text % facts, url, act)


def _with(url: str, **values: Any) -> str:
    return f"{url}?{urlencode(values)}"
