#!/bin/bash
# Install Debian packages, as root or through sudo: install_packages.sh PACKAGE…
set -eu -o pipefail

as_root=()
if [ "$(id -u)" != 0 ]; then
    if ! sudo -n true 2>/dev/null && ! { [ -t 0 ] && command -v sudo >/dev/null; }; then
        echo "Missing system packages. Please have an administrator run: apt-get install $*" >&2
        exit 1
    fi
    as_root=(sudo)
fi
if ! command -v apt-get >/dev/null; then
    echo "Missing, and this is not Debian: please install what your system calls: $*" >&2
    exit 1
fi
echo "Installing $* …"
"${as_root[@]}" apt-get update --quiet=2
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install --quiet=2 --yes --no-install-recommends "$@" >/dev/null
