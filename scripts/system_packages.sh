#!/bin/bash
# What the tests drive besides Python: a browser, Chinese fonts, gettext, an office suite. Installed when missing.
set -eu -o pipefail

missing=()
need() { # PACKAGE COMMAND…: the package is missing when the command fails
    local package=$1
    shift
    "$@" >/dev/null 2>&1 || missing+=("$package")
}
has_office_part() { compgen -G "/usr/lib*/libreoffice/program/lib$1lo.so" || compgen -G "/opt/libreoffice*/program/lib$1lo.so"; }
has_chinese_font() { [ -n "$(fc-list :lang=zh-cn family)" ]; }

need chromium command -v chromium
need fontconfig command -v fc-list
need fonts-noto-cjk has_chinese_font
need gettext command -v xgettext
need libreoffice-calc-nogui has_office_part sc
need libreoffice-writer-nogui has_office_part sw

if [ ${#missing[@]} -gt 0 ]; then
    "$(dirname "$0")/install_packages.sh" "${missing[@]}"
fi
