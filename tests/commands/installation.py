"""An installation of its own for a test, driven only through `dundian`."""

import os
import subprocess
import sys
from pathlib import Path

import psycopg

from dundian.config import postgres

ROOT = Path(__file__).resolve().parents[2]
FOREIGN = ("DATABASE_URL", "DUNDIAN_PG_BIN", "DUNDIAN_CLOCK_OFFSET", "DUNDIAN_POOL")


def environment(data: Path) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if name not in FOREIGN}
    return kept | {"DUNDIAN_DATA": str(data), "PYTHONUNBUFFERED": "1"}


class Installation:
    """A data folder; commands run in processes of their own."""

    def __init__(self, data: Path) -> None:
        self.data = data

    def start(self, *arguments: str, **extra: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", "dundian.config.cli", *arguments],
            cwd=ROOT,
            env=environment(self.data) | extra,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def run(self, *arguments: str, code: int = 0, **extra: str) -> str:
        """What the command said; it must end with `code` and without a traceback."""
        process = self.start(*arguments, **extra)
        said, _ = process.communicate(timeout=120)
        assert "Traceback" not in said, said
        assert process.returncode == code, said
        return said

    def execute(self, statement: str) -> list[tuple[object, ...]]:
        with (
            postgres.running(self.data),
            psycopg.connect(postgres.dsn(self.data), autocommit=True) as connection,
        ):
            cursor = connection.execute(statement)
            return cursor.fetchall() if cursor.description else []
