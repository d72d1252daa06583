"""Where the province lives: a data folder with an embedded PostgreSQL, made once and measured as often as one likes."""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.phones import ground
from dundian.config.testing import behind_the_wall

MADE = "province.json"
FEW = 20  # federations' months that are added up again without leaving much behind


@contextmanager
def folder(kept: str) -> Iterator[Path]:
    """The folder named, which stays, or one that goes at the end."""
    if kept:
        data = Path(kept)
        data.mkdir(parents=True, exist_ok=True)
        data.chmod(0o711)
        yield data
        return
    with TemporaryDirectory(prefix="dundian-scale-") as whole:
        Path(whole).chmod(0o711)
        data = Path(whole, "data")
        data.mkdir(mode=0o711)
        yield data


def _settle() -> None:
    """What a newer program's migrations left to the job and to the server's own housekeeping, in a kept province."""
    from django.db import connection

    from dundian.insight.tallying import tally_up

    if tally_up() > FEW:
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE insight_tally")


@contextmanager
def province(data: Path, size: float, seed: int) -> Iterator[float]:
    """A ready Django over the province in `data`, made when it is not there; yields the seconds that took."""
    ground.prepare(data)
    with ground.database(data):
        from django.core.management import call_command

        call_command("collectstatic", interactive=False, verbosity=0)
        made = data / MADE
        if not made.exists():
            from bench.scale.work import fill

            began = time.perf_counter()
            fill(size, seed)
            told = {"size": size, "seed": seed, "seconds": time.perf_counter() - began}
            made.write_text(json.dumps(told))
        else:
            _settle()
        found = json.loads(made.read_text())
        if (found["size"], found["seed"]) != (size, seed):
            raise SystemExit(f"{data} holds a province of size {found['size']}, seed {found['seed']}")
        with nullcontext() if os.environ.get("OPEN") else behind_the_wall():
            yield found["seconds"]
