"""Django's PostgreSQL connection, and one thing more: the session always knows the reach of whoever asks.

What the session was told last is remembered; where that may no longer be so (another connection from the pool, a
transaction rolled back, which takes the setting with it) it is told anew. The words go beside Django's cursors: they
are no query of a page's.
"""

from typing import Any

from django.db import OperationalError
from django.db.backends.postgresql import base
from psycopg import pq

from dundian.kernel import reach

TELL = b"SELECT set_config('dundian.areas', $1, false), set_config('dundian.person', $2, false)"


class DatabaseWrapper(base.DatabaseWrapper):
    """`_told`: what the session knows; None when that is not certain."""

    _told: reach.Reach | None = None

    def get_new_connection(self, conn_params: Any) -> Any:
        self._told = None
        return super().get_new_connection(conn_params)

    def create_cursor(self, name: str | None = None) -> Any:
        wanted = reach.current()  # may itself ask, by a cursor of its own
        if wanted != self._told:
            self._tell(wanted)
        return super().create_cursor(name)

    def _tell(self, wanted: reach.Reach) -> None:
        session: Any = self.connection.pgconn
        if session.transaction_status == pq.TransactionStatus.INERROR:
            return  # nothing but a rollback is heard now
        answer = session.exec_params(TELL, [part.encode() for part in wanted])
        if answer.status != pq.ExecStatus.TUPLES_OK:
            self._told = None
            raise OperationalError(session.get_error_message())
        self._told = wanted

    def _rollback(self) -> None:
        self._told = None
        super()._rollback()  # type: ignore[misc]

    def _savepoint_rollback(self, sid: str) -> None:
        super()._savepoint_rollback(sid)  # type: ignore[misc]
        self._told = None

    def _commit(self) -> None:
        session = self.connection.pgconn if self.connection is not None else None
        if session is not None and session.transaction_status == pq.TransactionStatus.INERROR:
            self._told = None  # the server makes a rollback of it
        super()._commit()  # type: ignore[misc]

    def _close(self) -> None:
        self._told = None
        super()._close()  # type: ignore[misc]
