#!/bin/bash
# Make .venv, or bring it up to date, from a lock file: environment.sh PYTHON LOCKFILE
set -eu -o pipefail
python=$1 lock=$2

"$python" - <<'CHECK' || exit 1
import sys
if sys.version_info < (3, 11):
    sys.exit(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Name another with PYTHON=…")
CHECK

if ! .venv/bin/python -m pip --version >/dev/null 2>&1; then
    rm -rf .venv
    if ! "$python" -c 'import ensurepip' 2>/dev/null; then
        "$(dirname "$0")/install_packages.sh" python3-venv
    fi
    "$python" -m venv .venv
fi
echo "Installing $lock into .venv …"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
.venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
.venv/bin/python -m compileall -q src/dundian  # else the first start, or each one where nothing may be written, does it
