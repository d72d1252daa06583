"""The tool that keeps each room's words."""

import shutil
from pathlib import Path

import polib
import pytest

from dundian.config import catalogues
from scripts import messages

CODE = """
from django.utils.translation import gettext as _, ngettext, pgettext
_("Site")
pgettext("on a form", "Site")
ngettext("%(n)d site", "%(n)d sites", 2)
"""
PAGE = "{% load i18n %}{% translate 'Team' %}{% blocktranslate trimmed %}\n Hello\n {{ name }}{% endblocktranslate %}"


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two rooms: one with code and a page, one with code alone."""
    for room in ("alpha", "beta"):
        (tmp_path / room / "templates").mkdir(parents=True)
        (tmp_path / room / "__init__.py").touch()
    (tmp_path / "alpha" / "words.py").write_text(CODE)
    (tmp_path / "alpha" / "templates" / "page.html").write_text(PAGE)
    (tmp_path / "beta" / "words.py").write_text(
        "from django.utils.translation import gettext as _\n_('Site')\n"
    )
    monkeypatch.setattr(messages, "PACKAGE", tmp_path)
    monkeypatch.setattr(catalogues, "PACKAGE", tmp_path)
    return tmp_path


def translate(room: str, words: dict[tuple[str, str], str]) -> None:
    path = messages.catalogue(room, "zh_Hans")
    found = polib.pofile(str(path), wrapwidth=110)
    for entry in found:
        text = words[messages.key(entry)]
        if entry.msgid_plural:
            entry.msgstr_plural = {0: text}
        else:
            entry.msgstr = text
    path.write_text(f"{found}\n")


ALPHA = {
    ("", "Site"): "点位",
    ("on a form", "Site"): "蹲点单位",
    ("", "%(n)d site"): "%(n)d 个点位",
    ("", "Team"): "工作组",
    ("", "Hello %(name)s"): "您好，%(name)s",
}


def filled(package: Path) -> None:
    assert messages.main(["update", "all"]) == 0
    translate("alpha", ALPHA)
    translate("beta", {("", "Site"): "点位"})


def test_update_lists_what_lacks_chinese_and_fills_english(
    package: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert messages.main(["update", "alpha"]) == 0
    assert "5 strings lack Chinese" in capsys.readouterr().out
    english = {
        messages.key(e): messages.words(e) for e in polib.pofile(str(messages.catalogue("alpha", "en")))
    }
    assert english["", "Hello %(name)s"] == ["Hello %(name)s"]
    assert english["", "%(n)d site"] == ["%(n)d site", "%(n)d sites"]
    assert messages.main(["check"]) == 1


def test_a_whole_translation_passes_and_updating_changes_nothing(package: Path) -> None:
    filled(package)
    assert messages.main(["check"]) == 0
    before = {path: path.read_bytes() for path in package.rglob("*.po")}
    assert messages.main(["update", "all"]) == 0
    assert {path: path.read_bytes() for path in package.rglob("*.po")} == before


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("alpha", 'msgstr "工作组"', 'msgstr ""'), "'Team' has no Chinese"),
        (("alpha", 'msgid "Team"', '#, fuzzy\nmsgid "Team"'), "'Team' is fuzzy"),
        (("alpha", "您好，%(name)s", "您好"), "other placeholders"),
        (("beta", "点位", "站点"), "'Site' has two translations"),
        (("beta", 'msgid "Site"', 'msgid "Sight"'), "behind the code"),
    ],
)
def test_check_finds(
    package: Path, capsys: pytest.CaptureFixture[str], change: tuple[str, str, str], told: str
) -> None:
    filled(package)
    room, old, new = change
    path = messages.catalogue(room, "zh_Hans")
    assert old in path.read_text()
    path.write_text(path.read_text().replace(old, new))
    assert messages.main(["check"]) == 1
    assert told in capsys.readouterr().out


def test_a_string_that_left_the_code_leaves_the_catalogue(package: Path) -> None:
    filled(package)
    (package / "alpha" / "templates" / "page.html").unlink()
    assert messages.main(["check"]) == 1
    assert messages.main(["update", "alpha"]) == 0
    assert messages.main(["check"]) == 0
    (package / "beta" / "words.py").unlink()
    assert messages.main(["update", "beta"]) == 0
    assert not messages.catalogue("beta", "zh_Hans").exists()


def test_compiling_writes_only_what_is_stale(package: Path) -> None:
    filled(package)
    assert catalogues.compile_stale() == 4
    assert catalogues.compile_stale() == 0
    compiled = polib.mofile(str(messages.catalogue("alpha", "zh_Hans").with_suffix(".mo")))
    assert compiled.find("Team").msgstr == "工作组"
    shutil.rmtree(package / "beta")
    assert messages.main(["compile"]) == 0
