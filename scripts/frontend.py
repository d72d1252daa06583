"""The vendored browser files.

python -m scripts.frontend build     make them again (needs Node; after a new icon or Tabler class
                                     in a template, and after a change in field/ or of its words)
python -m scripts.frontend verify    compare the committed files with their recorded sums (no Node)
python -m scripts.frontend check     build elsewhere from the lock file and compare with what is committed
"""

import argparse
import hashlib
import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
FOLDERS = (
    Path("src/dundian/ui/static/ui/vendor"),
    Path("tests/browser/vendor"),
    Path("src/dundian/offline/static/offline"),  # the phone client, built out of field/
)
MANIFEST = ROOT / "frontend" / "vendored.json"


def _sums(base: Path) -> dict[str, str]:
    files = sorted(path for folder in FOLDERS for path in (base / folder).rglob("*") if path.is_file())
    return {str(path.relative_to(base)): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def _make(base: Path) -> dict[str, str]:
    """Build below `base`; returns the versions of what was vendored."""
    lock = FRONTEND / "package-lock.json"
    installed = FRONTEND / "node_modules" / ".package-lock.json"
    if not installed.exists() or installed.stat().st_mtime < lock.stat().st_mtime:
        subprocess.run(["npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund"], cwd=FRONTEND, check=True)
    command = ["node", "build.mjs", *(str(base / folder) for folder in FOLDERS)]
    done = subprocess.run(command, cwd=FRONTEND, check=True, capture_output=True, text=True)
    versions: dict[str, str] = json.loads(done.stdout)
    return versions


def build() -> int:
    """Replace the committed files and their sums."""
    versions = _make(ROOT)
    MANIFEST.write_text(json.dumps({"versions": versions, "sha256": _sums(ROOT)}, indent=1) + "\n")
    return 0


def verify() -> int:
    """Whether the committed files are those that were built."""
    recorded = json.loads(MANIFEST.read_text())["sha256"]
    return _report(recorded, _sums(ROOT), "differs from its recorded sum")


def check() -> int:
    """Whether a fresh build gives the committed files."""
    with tempfile.TemporaryDirectory() as folder:
        _make(Path(folder))
        return _report(_sums(Path(folder)), _sums(ROOT), "is not what a fresh build gives")


def _report(expected: dict[str, str], found: dict[str, str], words: str) -> int:
    wrong = sorted(name for name in expected.keys() | found.keys() if expected.get(name) != found.get(name))
    for name in wrong:
        print(f"{name} {words}; run: python -m scripts.frontend build", file=sys.stderr)
    return 1 if wrong else 0


def main() -> int:
    """Command line."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("what", choices=["build", "verify", "check"])
    chosen = parser.parse_args().what
    return {"build": build, "verify": verify, "check": check}[chosen]()


if __name__ == "__main__":
    raise SystemExit(main())
