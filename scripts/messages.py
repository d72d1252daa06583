"""Message catalogues, one per room.

    python -m scripts.messages update <room>|all    extract, keep what is translated, list what lacks Chinese
    python -m scripts.messages check                fail when a catalogue lags behind the code or lacks a word
    python -m scripts.messages compile              write the .mo files

Chinese is written by hand into `src/dundian/<room>/locale/zh_Hans/LC_MESSAGES/django.po`; the English
catalogue is filled here with the source strings. Entries stand in order, without dates or line
numbers, so that a catalogue changes only when its words do. The phone client's words (`field/`) stand in the
catalogue `djangojs.po` of the room `offline`; the client's build reads them from there.
"""

import argparse
import contextlib
import json
import re
import shutil
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import polib
from django.core.management.commands.makemessages import Command as MakeMessages

from dundian.config.catalogues import PACKAGE, compile_stale

PLURALS = {"zh_Hans": ("nplurals=1; plural=0;", 1), "en": ("nplurals=2; plural=(n != 1);", 2)}
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd]|\{\w*\}")
SCRIPT = Path(__file__).resolve().parent.parent / "field" / "src"
SCRIPT_WORD = re.compile(r'\bt(?:c\("(?P<context>(?:[^"\\]|\\.)*)", |\()"(?P<text>(?:[^"\\]|\\.)*)"')
Key = tuple[str, str]
Source = tuple[str, str]  # room, domain
PHONE: Source = ("offline", "djangojs")


class Extract(MakeMessages):
    """Django's own extraction, stopped before msgmerge: its fuzzy guesses are worse than an empty entry."""

    # `lazy("…")`: `gettext_lazy` where `_` is `gettext`.
    xgettext_options = [*MakeMessages.xgettext_options, "--keyword=lazy"]

    def write_po_file(self, potfile: str, locale: str) -> None:
        pass


def key(entry: polib.POEntry) -> Key:
    return entry.msgctxt or "", entry.msgid


def rooms() -> list[str]:
    return sorted(p.name for p in PACKAGE.iterdir() if (p / "__init__.py").exists())


def extract(wanted: Iterable[str]) -> dict[Source, list[polib.POEntry]]:
    """The translatable strings of each room and domain, in order."""
    wanted = list(wanted)
    with tempfile.TemporaryDirectory(prefix="messages-") as folder, contextlib.chdir(folder):
        for room in wanted:
            shutil.copytree(
                PACKAGE / room, room, ignore=shutil.ignore_patterns("locale", "tests", "migrations", "static")
            )
            Path(room, "locale").mkdir()
        Extract(stdout=sys.stderr).run_from_argv(
            ["django-admin", "makemessages", "--verbosity=0", "--locale=en", "--no-location", "--keep-pot"]
        )
        found = {(room, "django"): _read_template(Path(room, "locale", "django.pot")) for room in wanted}
    if PHONE[0] in wanted:
        found[PHONE] = _phone_words()
    return found


def _phone_words() -> list[polib.POEntry]:
    """What the client says through `t("…")` and `tc("context", "…")`; braces stand for values."""
    found: dict[Key, polib.POEntry] = {}
    for path in sorted(SCRIPT.rglob("*.js")):
        for match in SCRIPT_WORD.finditer(path.read_text()):
            text, context = (json.loads(f'"{match[part] or ""}"') for part in ("text", "context"))
            flags = ["python-brace-format"] if "{" in text else []
            entry = polib.POEntry(msgid=text, msgctxt=context or None, flags=flags)
            found.setdefault(key(entry), entry)
    return [found[name] for name in sorted(found)]


def _read_template(path: Path) -> list[polib.POEntry]:
    return sorted(polib.pofile(str(path)), key=key) if path.exists() else []


def catalogue(room: str, language: str, domain: str = "django") -> Path:
    return PACKAGE / room / "locale" / language / "LC_MESSAGES" / f"{domain}.po"


def merged(path: Path, language: str, entries: list[polib.POEntry]) -> polib.POFile:
    """The catalogue as it should stand: today's strings with the translations that are there already."""
    known = {key(e): e for e in polib.pofile(str(path)) if not e.obsolete} if path.exists() else {}
    plural_forms, count = PLURALS[language]
    result = polib.POFile(wrapwidth=110)
    result.metadata = {
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
        "Plural-Forms": plural_forms,
    }
    for source in entries:
        entry = polib.POEntry(
            msgid=source.msgid,
            msgid_plural=source.msgid_plural,
            msgctxt=source.msgctxt,
            comment=source.comment,
            flags=[f for f in source.flags if f != "fuzzy"],
        )
        _translate(entry, known.get(key(source)), language, count)
        result.append(entry)
    return result


def _translate(entry: polib.POEntry, known: polib.POEntry | None, language: str, count: int) -> None:
    if language == "en":
        if entry.msgid_plural:
            entry.msgstr_plural = {0: entry.msgid, 1: entry.msgid_plural}
        else:
            entry.msgstr = entry.msgid
    elif entry.msgid_plural:
        old = known.msgstr_plural if known else {}
        fallback = known.msgstr if known else ""
        entry.msgstr_plural = {n: old.get(n, fallback) for n in range(count)}
    elif known:
        entry.msgstr = known.msgstr or known.msgstr_plural.get(0, "")
    if known and "fuzzy" in known.flags:
        entry.flags.append("fuzzy")


def words(entry: polib.POEntry) -> list[str]:
    """What a reader would see, one string per plural form."""
    return (
        [entry.msgstr_plural[n] for n in sorted(entry.msgstr_plural)]
        if entry.msgid_plural
        else [entry.msgstr]
    )


def update(wanted: list[str]) -> int:
    missing = 0
    for (room, domain), entries in extract(wanted).items():
        for language in PLURALS:
            path = catalogue(room, language, domain)
            if not entries:
                path.unlink(missing_ok=True)
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            result = merged(path, language, entries)
            text = f"{result}\n"
            if not path.exists() or path.read_text() != text:
                path.write_text(text)
            for entry in result:
                if not all(words(entry)) or entry.fuzzy:
                    missing += 1
                    print(
                        f"{room}: no Chinese for {entry.msgid!r}"
                        + (f" ({entry.msgctxt})" if entry.msgctxt else "")
                    )
    print(f"{missing} strings lack Chinese" if missing else "every string has its Chinese")
    return 0


def check() -> int:
    faults: list[str] = []
    chinese: dict[Key, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for (room, domain), entries in extract(rooms()).items():
        for language in PLURALS:
            path = catalogue(room, language, domain)
            stands = path.read_text() if path.exists() else ""
            if stands != (f"{merged(path, language, entries)}\n" if entries else ""):
                faults.append(
                    f"{room} ({language}): behind the code; run: python -m scripts.messages update {room}"
                )
        path = catalogue(room, "zh_Hans", domain)
        for entry in polib.pofile(str(path)) if path.exists() else []:
            faults += [f"{room}: {fault}" for fault in _faults(entry)]
            chinese[key(entry)]["|".join(words(entry))].append(room)
    for (_context, msgid), versions in sorted(chinese.items()):
        if len(versions) > 1:
            told = "; ".join(f"{text!r} in {', '.join(where)}" for text, where in sorted(versions.items()))
            faults.append(f"{msgid!r} has two translations: {told}")
    print(*faults, sep="\n") if faults else print(f"{len(chinese)} strings, each with its Chinese")
    return 1 if faults else 0


def _faults(entry: polib.POEntry) -> Iterable[str]:
    if entry.obsolete or entry.fuzzy:
        yield f"{entry.msgid!r} is {'obsolete' if entry.obsolete else 'fuzzy'}"
    if not all(words(entry)):
        yield f"{entry.msgid!r} has no Chinese"
        return
    allowed = set(PLACEHOLDER.findall(entry.msgid + entry.msgid_plural))
    for text in words(entry):
        formatted = any(f.endswith("-format") for f in entry.flags)
        if formatted and not entry.msgid_plural and set(PLACEHOLDER.findall(text)) != allowed:
            yield f"{entry.msgid!r}: its Chinese {text!r} has other placeholders"
        elif formatted and not set(PLACEHOLDER.findall(text)) <= allowed:
            yield f"{entry.msgid!r}: its Chinese {text!r} has unknown placeholders"


def main(argv: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m scripts.messages", description="Message catalogues, one per room."
    )
    commands = parser.add_subparsers(dest="command", required=True)
    one: Any = commands.add_parser("update", help="extract a room's strings and list what lacks Chinese")
    one.add_argument("room", choices=["all", *rooms()])
    commands.add_parser("check", help="fail when a catalogue lags behind the code")
    commands.add_parser("compile", help="write the .mo files")
    options = parser.parse_args(argv)
    if options.command == "update":
        return update(rooms() if options.room == "all" else [options.room])
    if options.command == "check":
        return check()
    print(f"{compile_stale()} catalogues compiled")
    return 0


if __name__ == "__main__":
    sys.exit(main())
