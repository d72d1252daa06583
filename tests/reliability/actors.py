"""The processes that the tests kill: `python -m tests.reliability.actors user|writer DATA`."""

import sys
import time
from pathlib import Path

import psycopg

from dundian.config import postgres


def user(data: Path) -> None:
    """Hold the server, as `dundian serve` does, until standard input ends."""
    with postgres.running(data, watch=True):
        print("ready", flush=True)
        sys.stdin.read()


def writer(data: Path) -> None:
    """Commit rows 1, 2, 3 … and print each number once the server has acknowledged it; reconnect for ever."""
    number = 0
    while True:
        try:
            with psycopg.connect(postgres.dsn(data), autocommit=True, connect_timeout=5) as connection:
                connection.execute("CREATE TABLE IF NOT EXISTS written (number bigint PRIMARY KEY)")
                found = connection.execute("SELECT coalesce(max(number), 0) FROM written").fetchone()
                number = max(number, found[0] if found else 0)
                while True:
                    number += 1
                    connection.execute("INSERT INTO written VALUES (%s)", [number])
                    print(number, flush=True)
        except psycopg.OperationalError:
            time.sleep(0.05)


if __name__ == "__main__":
    {"user": user, "writer": writer}[sys.argv[1]](Path(sys.argv[2]))
