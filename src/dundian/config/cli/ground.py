"""What a command stands on: a running database and a ready Django."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from dundian.config import postgres
from dundian.config.cli.faults import Fault


@contextmanager
def ready(
    data: Path, *, watch: bool = False, migrated: bool = True, owner: bool = False, everything: bool = True
) -> Iterator[None]:
    """Database and Django for the length of the block; with `migrated`, raises Fault when tables are missing.

    As the role that owns nothing, unless `owner`. Whoever stands at the machine reaches `everything`; the pages and
    the jobs say for themselves how far they reach.
    """
    if owner:
        os.environ[postgres.AS_OWNER] = "yes"
    with postgres.running(data, watch=watch):
        import django
        from django.db import connections

        from dundian.kernel import reach

        reach.stand_on(reach.EVERYTHING if everything else reach.NOTHING)
        try:
            django.setup()
        except ValueError as fault:  # a setting that cannot be read
            raise Fault(str(fault)) from None
        try:
            if migrated:
                _require_migrations()
                _require_wall()
            yield
        finally:
            connections.close_all()
            let_go_of_pool()


def let_go_of_pool() -> None:
    """Close shared connections, so that neither a shutdown nor a forked child meets them."""
    from django.db import connection

    close = getattr(connection, "close_pool", None)
    if close:
        close()


def _require_migrations() -> None:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise Fault("the database is older than the program: please run `dundian migrate` first")


def _require_wall() -> None:
    from dundian.config import wall

    if not wall.stands():
        raise Fault("the second wall is not as the program wants it: please run `dundian migrate` first")
