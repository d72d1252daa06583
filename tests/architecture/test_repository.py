"""The project speaks of itself alone, and of nobody who lives; a web process carries nothing that it does not use."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
HOSTS = ["pypi" + ".org", "registry" + ".npmjs", "files.python" + "hosted", "deb" + ".debian.org"]
PLACES = re.compile(r"(?<![\w.])/(?:work|root)/\w")
TEXT = {
    ".py",
    ".md",
    ".html",
    ".css",
    ".toml",
    ".txt",
    ".in",
    ".json",
    ".po",
    ".sh",
    ".js",
    ".mjs",
    ".yml",
    ".cfg",
    "",
}


def tracked() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [ROOT / name for name in listed.stdout.splitlines()]


def test_no_registry_and_no_machine_is_named() -> None:
    found = []
    for path in tracked():
        if path.suffix not in TEXT or "vendor" in path.parts or not path.is_file():
            continue
        text = path.read_text(errors="replace")
        found += [f"{path.relative_to(ROOT)}: {host}" for host in HOSTS if host in text]
        found += [f"{path.relative_to(ROOT)}: {m.group()}" for m in PLACES.finditer(text)]
    assert found == []


def test_secrets_and_data_stay_out() -> None:
    names = [str(p.relative_to(ROOT)) for p in tracked()]
    assert not [
        n for n in names if n.endswith(("secrets.json", ".mo", ".dump")) or n.startswith(("data/", ".venv/"))
    ]


def test_a_web_process_loads_no_heavy_library_before_it_is_used() -> None:
    """Solvers, numbers, Word and PDF cost each process seconds and memory: `kernel.lazily`, `planning.solver.door`."""
    told = subprocess.run(
        [sys.executable, "-c", LOADED], capture_output=True, text=True, check=True, timeout=120
    ).stdout.split()
    assert "dundian.planning.actions" in told
    heavy = {
        "numpy",
        "scipy",
        "numba",
        "highspy",
        "ortools",
        "sklearn",
        "docx",
        "docxtpl",
        "xlsxwriter",
        "pypdfium2",
    }
    assert not heavy & set(told)


LOADED = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "dundian.config.settings"
import django
django.setup()
import dundian.config.urls
print(*sys.modules)
"""
