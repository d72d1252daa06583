"""From an empty folder to a restored backup."""

import json
import shutil
import tarfile
from pathlib import Path

import pytest

from dundian.config.cli import COMMANDS, main, parser
from dundian.config.postgres import processes
from dundian.config.postgres.layout import Layout
from tests.commands.installation import Installation
from tests.reliability.stage import until


def test_every_command_has_help_for_people(capsys: pytest.CaptureFixture[str]) -> None:
    named = [
        "demo",
        "serve",
        "worker",
        "migrate",
        "createadmin",
        "reset-password",
        "rotate-identity-key",
        "import",
        "backup",
        "restore",
        "verify-audit",
        "verify-draw",
    ]
    assert len(COMMANDS) == len(named)
    for command in named:
        with pytest.raises(SystemExit) as ended:
            parser().parse_args([command, "--help"])
        assert ended.value.code == 0
        told = capsys.readouterr().out
        assert "usage: dundian" in told
        assert len(told.splitlines()) > 5


def test_a_wrong_call_is_told_and_ends_with_2(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["restore"])
    assert ended.value.code == 2
    assert "FILE" in capsys.readouterr().err


def test_the_server_is_stopped_after_each_command(installed: Installation) -> None:
    assert processes.inside(Layout.of(installed.data).cluster) == []


def test_administrators_must_choose_a_new_password(installed: Installation) -> None:
    rows = installed.execute("SELECT username, must_change_password FROM accounts_user ORDER BY username")
    assert rows == [("li", True), ("wang", True), ("zhang", True)]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["createadmin", "audit", "zhang", "--name", "又一张"], "username"),
        (["createadmin", "audit", "zhao", "--name", "赵", "--federation", "另一个总工会"], "units already"),
        (["createadmin", "audit", "zhao", "--name", "赵", "--unit", "999999"], "no unit with"),
        (["import", "people", "nothing.xlsx", "--as", "zhang"], "nothing.xlsx"),
        (["import", "people", "README.md", "--as", "nobody"], ""),
        (["import", "stars", "README.md", "--as", "zhang"], ""),
        (["restore", "nothing.tar"], "no file"),
        (["backup", "/nowhere/at/all.tar"], "no folder"),
        (["serve", "--port", "99999"], "cannot listen"),
        (["verify-audit", "--since", "pyproject.toml"], "no heads"),
    ],
)
def test_a_fault_is_one_clear_line(installed: Installation, arguments: list[str], words: str) -> None:
    said = installed.run(*arguments, code=1)
    last = said.strip().splitlines()[-1]
    assert last.startswith("dundian: ")
    assert words in last


def test_commands_before_migrate_say_so(second: Installation) -> None:
    assert "dundian migrate" in second.run("verify-audit", code=1)


@pytest.mark.parametrize("url", ["mysql://u:secret@host/db", "postgresql://u:secret@[bad"])
def test_an_unreadable_database_url_is_told_without_its_password(second: Installation, url: str) -> None:
    said = second.run("migrate", code=1, DATABASE_URL=url)
    assert said.startswith("dundian: DATABASE_URL")
    assert "secret" not in said


def test_the_trail_is_whole_until_somebody_changes_it(installed: Installation, folder: Path) -> None:
    assert "all as they were written" in installed.run("verify-audit", "--heads", str(folder / "heads.json"))
    assert json.loads((folder / "heads.json").read_text())
    backup = folder / "before.tar"
    installed.run("backup", str(backup))
    number = installed.execute("SELECT min(id) FROM audit_trail_entry")[0][0]
    installed.execute("ALTER TABLE audit_trail_entry DISABLE TRIGGER USER")
    installed.execute(f"UPDATE audit_trail_entry SET actor_name = '别人' WHERE id = {number}")
    installed.execute("ALTER TABLE audit_trail_entry ENABLE TRIGGER USER")
    assert f"changed: entry {number}" in installed.run("verify-audit", code=1)
    installed.run("restore", str(backup), "--replace")
    said = installed.run("verify-audit", "--since", str(folder / "heads.json"))
    assert "all as they were written" in said


def test_a_backup_comes_back_whole_elsewhere(
    installed: Installation, second: Installation, folder: Path
) -> None:
    kept = installed.data / "attachments" / "一张 照片.bin"
    kept.parent.mkdir(exist_ok=True)
    kept.write_bytes(bytes(range(256)) * 1000)
    backup, again = folder / "first.tar", folder / "second.tar"
    said = installed.run("backup", str(backup))
    assert "1 attachments" in said
    assert backup.stat().st_mode & 0o777 == 0o600
    with tarfile.open(backup) as archive:
        assert not {"secrets.json", "pgpass"} & set(archive.getnames())
    assert "exists already" in installed.run("backup", str(backup), code=1)

    assert "Other keys" in second.run("restore", str(backup))
    assert (second.data / "attachments" / kept.name).read_bytes() == kept.read_bytes()
    shutil.copy(installed.data / "secrets.json", second.data)
    assert "all as they were written" in second.run("verify-audit")
    assert "not empty" in second.run("restore", str(backup), code=1)

    second.run("backup", str(again))  # what was restored can be backed up and restored in turn
    assert "Other keys" not in second.run("restore", str(again), "--replace")
    query = "SELECT username, password FROM accounts_user ORDER BY 1"
    assert second.execute(query) == installed.execute(query)
    second.run("migrate")


@pytest.fixture(scope="module")
def saved(installed: Installation, folder: Path) -> Path:
    installed.run("backup", str(folder / "saved.tar"))
    return folder / "saved.tar"


@pytest.mark.parametrize("fault", ["cut off", "changed", "no backup", "empty"])
def test_a_damaged_backup_changes_nothing(installed: Installation, saved: Path, fault: str) -> None:
    content = bytearray(saved.read_bytes())
    if fault == "cut off":
        content = content[: len(content) // 2]
    elif fault == "changed":
        content[len(content) // 2] ^= 0xFF
    else:
        content = bytearray(b"no archive at all" if fault == "no backup" else b"")
    damaged = saved.with_name(f"{fault}.tar")
    damaged.write_bytes(content)
    before = installed.execute("SELECT count(*) FROM audit_trail_entry")
    said = installed.run("restore", str(damaged), "--replace", code=1)
    assert said.startswith("dundian: ")
    assert installed.execute("SELECT count(*) FROM audit_trail_entry") == before
    assert not list(installed.data.glob(".restore-*"))


def test_nothing_is_restored_under_a_running_system(installed: Installation, saved: Path) -> None:
    worker = installed.start("worker")
    try:
        others = "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
        until(lambda: installed.execute(others) > [(1,)])
        assert "in use" in installed.run("restore", str(saved), "--replace", code=1)
    finally:
        worker.terminate()
        worker.wait(30)
    installed.run("restore", str(saved), "--replace")
