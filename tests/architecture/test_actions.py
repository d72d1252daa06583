"""Every write is an action: keyword-only, in one transaction, with its row on the audit trail."""

import ast
from pathlib import Path

import pytest

ROOMS = Path(__file__).parents[2] / "src" / "dundian"

# Actions that leave no row of their own, and why.
SILENT = {
    "audit_trail.record": "is the trail",
    "audit_trail.seal": "only links what is on the trail",
    "accounts.keep_session": "a session's key is renewed; nobody acts",
}


def modules() -> list[tuple[str, ast.Module]]:
    files = [*ROOMS.glob("*/actions.py"), *ROOMS.glob("*/actions/*.py")]
    return [(f.relative_to(ROOMS).parts[0], ast.parse(f.read_text())) for f in sorted(files)]


def functions() -> dict[str, dict[str, ast.FunctionDef]]:
    """Functions of each room's actions, by room and name."""
    found: dict[str, dict[str, ast.FunctionDef]] = {}
    for room, module in modules():
        for node in module.body:
            if isinstance(node, ast.FunctionDef):
                found.setdefault(room, {})[node.name] = node
    return found


ALL = functions()


def called(node: ast.AST) -> set[str]:
    calls = [n.func for n in ast.walk(node) if isinstance(n, ast.Call)]
    return {
        c.id if isinstance(c, ast.Name) else c.attr for c in calls if isinstance(c, ast.Name | ast.Attribute)
    }


def writes_trail(room: str, name: str, seen: frozenset[str] = frozenset()) -> bool:
    node = ALL[room].get(name)
    if node is None or name in seen:
        return False
    calls = called(node)
    if calls & {"record", "record_many", "announce"}:
        return True
    elsewhere = {n for other in ALL.values() for n in other}
    return any(
        writes_trail(home, call, seen | {name})
        for call in calls & elsewhere
        for home in ALL
        if call in ALL[home] and call != name
    )


def actions() -> list[tuple[str, str]]:
    """Public functions that take an actor."""
    return [
        (room, name)
        for room, found in ALL.items()
        for name, node in found.items()
        if not name.startswith("_") and "actor" in {a.arg for a in node.args.kwonlyargs}
    ]


def test_there_are_actions_to_check() -> None:
    assert len(actions()) > 60


@pytest.mark.parametrize(("room", "name"), actions(), ids=lambda v: v)
def test_an_action_is_keyword_only_and_typed(room: str, name: str) -> None:
    arguments = ALL[room][name].args
    assert not arguments.args, f"{room}.{name} takes positional arguments"
    assert all(a.annotation for a in arguments.kwonlyargs), f"{room}.{name} has an untyped argument"
    assert ALL[room][name].returns is not None, f"{room}.{name} does not say what it returns"


@pytest.mark.parametrize(("room", "name"), actions(), ids=lambda v: v)
def test_an_action_leaves_its_row(room: str, name: str) -> None:
    if f"{room}.{name}" in SILENT:
        return
    if not any(a for a in ALL[room][name].decorator_list if ast.unparse(a).startswith("transaction.atomic")):
        # A helper inside somebody else's transaction does not write by itself.
        assert not name.startswith(("create_", "add_", "edit_", "close_"))
        return
    assert writes_trail(room, name), f"{room}.{name} writes nothing to the audit trail"
