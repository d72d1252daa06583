"""The transition table of concerns, as a page and a drawing, made from the code.

    python -m scripts.transitions

writes docs/reference/concern-transitions.md; a test compares.
"""

import os
from collections import defaultdict
from pathlib import Path

PAGE = Path(__file__).parent.parent / "docs" / "reference" / "concern-transitions.md"
HEAD = """# Transitions of a concern

Made from `dundian/concerns/workflow.py` by `python -m scripts.transitions`; a test compares. Every action passes
through this table, in one place (`concerns/actions/holding.py`). “—” means that the state stays, or comes back to
what it was before.
"""


def drawing() -> str:
    """A Mermaid state diagram of the transitions that change the state."""
    from dundian.concerns.workflow import TABLE, WORKING, Event, State

    lines = ["```mermaid", "stateDiagram-v2", "    [*] --> found"]
    merged: dict[tuple[str, str], list[str]] = defaultdict(list)
    for (state, event), to in TABLE.items():
        if to is None or to in (State.CLOSED, State.PAUSED, State.REFERRED):
            continue
        merged[state.value, to.value].append(str(event.label))
    working = ["    state working {", *(f"        {state.value}" for state in WORKING), "    }"]
    lines += working
    lines += [f"    {a} --> {b}: {', '.join(labels)}" for (a, b), labels in merged.items()]
    lines += [
        f"    working --> closed: {Event.CLOSE.label}",
        f"    working --> paused: {Event.PAUSE.label}",
        f"    paused --> working: {Event.RESUME.label}",
        f"    working --> referred: {Event.REFER.label}",
        f"    referred --> working: {Event.ACCEPT.label}, {Event.RETURN.label}, {Event.RECALL.label}",
        "    closed --> [*]",
        "```",
    ]
    return "\n".join(lines)


def rules() -> str:
    """Who may do what, and what must be given."""
    from dundian.concerns.workflow import RULES

    lines = ["| event | who | what must be given |", "|---|---|---|"]
    for event, rule in RULES.items():
        who = "; ".join(str(w.label) for w in rule.who)
        needs = ", ".join(str(n) for n in rule.needs) or "nothing"
        lines.append(f"| {event.label} (`{event.value}`) | {who} | {needs} |")
    return "\n".join(lines)


def table() -> str:
    """State × event → state."""
    from dundian.concerns.workflow import TABLE, Event, State

    lines = ["| event | " + " | ".join(s.value for s in State) + " |", "|---" * (len(State) + 1) + "|"]
    for event in Event:
        cells = []
        for state in State:
            if (state, event) not in TABLE:
                cells.append("")
            else:
                to = TABLE[state, event]
                cells.append(to.value if to else "—")
        lines.append(f"| `{event.value}` | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def paths() -> str:
    """Kinds and the way each must go."""
    from dundian.concerns.models import Concern
    from dundian.concerns.workflow import PATHS

    lines = ["| kind | steps | outcomes | reply needed |", "|---|---|---|---|"]
    for kind, path in PATHS.items():
        steps = " → ".join(s.value for s in path.steps)
        outcomes = ", ".join(o.value for o in path.outcomes)
        needed = "yes" if path.reply_needed else "no"
        lines.append(f"| {Concern.Kind(kind).label} | {steps} | {outcomes} | {needed} |")
    return "\n".join(lines)


def page() -> str:
    """The whole page, in English."""
    from django.utils.translation import override

    with override("en"):
        parts = [HEAD, "## Drawing\n", drawing(), "\n## State × event → state\n", table()]
        parts += ["\n## Who, and what must be given\n", rules(), "\n## Ways by kind\n", paths()]
    return "\n".join(parts) + "\n"


def main() -> None:
    """Write the page."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "dundian.config.settings")
    import django

    django.setup()
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
