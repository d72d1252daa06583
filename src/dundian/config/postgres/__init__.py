"""The database: the server named by `DATABASE_URL`, or else an embedded PostgreSQL in the data folder.

Settings ask only for `django_database`; long and short commands wrap themselves in `running`. Nothing
else in the house knows which of the two it is (docs/decisions/0001-one-engine.md).
"""

from dundian.config.postgres.binaries import tool
from dundian.config.postgres.cluster import Cluster
from dundian.config.postgres.connection import (
    AS_OWNER,
    administrator,
    django_database,
    dsn,
    external,
    parameters,
    running,
)
from dundian.config.postgres.faults import PostgresFault

__all__ = [
    "AS_OWNER",
    "Cluster",
    "PostgresFault",
    "administrator",
    "django_database",
    "dsn",
    "external",
    "parameters",
    "running",
    "tool",
]
