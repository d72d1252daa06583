"""Upward notice is a signal; all of them stand in one document, with who listens."""

import importlib
import weakref
from pathlib import Path

import pytest
from django.dispatch import Signal

ROOT = Path(__file__).parents[2]
DOCUMENT = ROOT / "docs" / "reference" / "signals.md"


def signals() -> dict[str, Signal]:
    found = {}
    for file in sorted((ROOT / "src" / "dundian").glob("*/signals.py")):
        room = file.parent.name
        module = importlib.import_module(f"dundian.{room}.signals")
        found |= {
            f"{room}.{name}": value for name, value in vars(module).items() if isinstance(value, Signal)
        }
    return found


def listeners(signal: Signal) -> set[str]:
    """Dotted names of our receivers, such as "concerns.receivers.raise_from_log"."""
    refs = [entry[1] for entry in signal.receivers]
    live = [ref() if isinstance(ref, weakref.ReferenceType) else ref for ref in refs]
    names = {f"{r.__module__}.{r.__qualname__}" for r in live if r is not None}
    return {n.removeprefix("dundian.") for n in names if n.startswith("dundian.")}


@pytest.mark.parametrize("name", signals())
def test_a_signal_is_documented_with_its_listeners(name: str) -> None:
    lines = [line for line in DOCUMENT.read_text().splitlines() if line.startswith(f"| `{name}`")]
    assert len(lines) == 1, f"{name} needs one row in {DOCUMENT.relative_to(ROOT)}"
    for listener in listeners(signals()[name]):
        assert f"`{listener}`" in lines[0], f"{listener} listens to {name} and is not in its row"
