"""The supervisor of the embedded PostgreSQL.

Two file locks carry the whole agreement between processes, and the kernel lets go of both when a process is
killed. *start* (exclusive, short): one process at a time looks at the server and mends it. *use* (shared,
long): held by each process that needs the server; whoever can take it exclusively on leaving was the last,
and stops the server. A server left behind by killed users is simply found running and used.
"""

import fcntl
import logging
import os
import shlex
import shutil
import signal
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, nullcontext, suppress
from pathlib import Path

from psycopg import pq

from dundian.config.postgres import account, binaries, creation, processes
from dundian.config.postgres.faults import PostgresFault
from dundian.config.postgres.layout import SPARE, Layout, spare

log = logging.getLogger(__name__)

PATIENCE = 300.0  # seconds: crash recovery of a busy cluster has been seen to take 15
ATTEMPTS = 5
LOG_LIMIT = 10 * 2**20
# Disks have no head to move any more: at the old price of a random page the planner reads whole tables instead.
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "jit": "off",
    "timezone": "UTC",
    "random_page_cost": "1.1",
}


class Cluster:
    """One embedded server in one data folder. `settings` are PostgreSQL's own, by name."""

    def __init__(self, data: Path, settings: Mapping[str, str] | None = None) -> None:
        self.layout = Layout.of(data)
        self.settings = SETTINGS | dict(settings or {})

    @contextmanager
    def in_use(self, *, watch: bool = False) -> Iterator[None]:
        """Hold the server for the length of the block; raises PostgresFault when it cannot be had."""
        self._prepare_data()
        use = self._open_lock("use")
        try:
            with self._alone():
                fcntl.flock(use, fcntl.LOCK_SH)
                self._ensure()
                creation.complete(self.layout)
            with self._watched() if watch else nullcontext():
                yield
        finally:
            self._leave(use)

    def is_ready(self) -> bool:
        """Whether the server answers on its socket."""
        return self._ping() == pq.Ping.OK

    def stop(self) -> None:
        """Stop the server whoever uses it, without breaking a transaction that is being committed."""
        pid = processes.postmaster(self.layout.cluster)
        if pid is None:
            return
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGINT)  # PostgreSQL's "fast" shutdown
        if not _wait_until(lambda: not processes.inside(self.layout.cluster), PATIENCE):
            raise PostgresFault(f"PostgreSQL (process {pid}) does not stop; see {self.layout.log}")

    def remove(self) -> None:
        """Delete the cluster with everything in it; raises PostgresFault while somebody uses it."""
        self._prepare_data()
        with self._alone():
            use = self._open_lock("use")
            try:
                fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
                self.stop()
                for folder in (self.layout.home, self.layout.sockets):
                    shutil.rmtree(folder, ignore_errors=True)
                for file in (self.layout.passwords, self.layout.data / "postgres.json"):
                    file.unlink(missing_ok=True)
            except BlockingIOError:
                raise PostgresFault(
                    f"{self.layout.data} is in use: please stop Dundian there first"
                ) from None
            finally:
                os.close(use)

    def _prepare_data(self) -> None:
        data = self.layout.data
        try:
            if not data.exists():
                data.mkdir(parents=True)
                data.chmod(0o711)  # the server's account passes through, and reads nothing
        except OSError as fault:
            raise PostgresFault(f"cannot make the data folder {data}: {fault.strerror}") from None

    def _open_lock(self, name: str) -> int:
        path = self.layout.data / f"postgres.{name}.lock"
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            raise PostgresFault(f"cannot open {path}: {fault.strerror}") from None

    @contextmanager
    def _alone(self) -> Iterator[None]:
        lock = self._open_lock("start")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
        finally:
            os.close(lock)

    def _leave(self, use: int) -> None:
        try:
            fcntl.flock(use, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return  # others still use the server; the last of them stops it
        else:
            self.stop()
        finally:
            os.close(use)

    def _ensure(self) -> None:
        if self.is_ready():
            return
        self._settle()
        owner = self._owner()
        programs = binaries.reachable_by(owner)
        version = binaries.major_version(programs, owner)
        if not self.layout.cluster.exists():
            self.layout.record()
            creation.create(self.layout, programs, owner, durable=self.settings.get("fsync") != "off")
        self._check_version(version)
        self._prepare_sockets(owner)
        for attempt in range(1, ATTEMPTS + 1):
            self._clear_the_way()
            if self._launch(programs, owner):
                return
            time.sleep(0.5 * attempt)
        raise PostgresFault(f"PostgreSQL does not start; the end of {self.layout.log}:\n{self._last_words()}")

    def _settle(self) -> None:
        """Choose the place again when nothing was recorded: another process may have done so meanwhile."""
        self.layout = Layout.of(self.layout.data)

    def _owner(self) -> account.Account:
        """Who runs the server: the owner of an existing cluster, else an ordinary account."""
        home = self.layout.home
        if self.layout.cluster.exists():
            owner = account.owner_of(self.layout.cluster)
            if not account.caller_is_root() and owner.uid != os.geteuid():
                raise PostgresFault(f"{self.layout.cluster} belongs to another user")
            return owner
        owner = account.ensured()
        if home.parent == SPARE:
            spare()
        home.mkdir(exist_ok=True, mode=0o700)
        if account.caller_is_root():
            os.chown(home, owner.uid, owner.gid)
        return owner

    def _check_version(self, version: int) -> None:
        made_by = (self.layout.cluster / "PG_VERSION").read_text().strip()
        if made_by != str(version):
            raise PostgresFault(
                f"{self.layout.cluster} was made by PostgreSQL {made_by}, these programs are {version}: "
                "back up with the old version and restore with the new one"
            )

    def _prepare_sockets(self, owner: account.Account) -> None:
        folder = self.layout.sockets
        with suppress(FileExistsError):
            folder.mkdir(mode=0o700)
            if account.caller_is_root():
                os.chown(folder, owner.uid, owner.gid)
        facts = folder.lstat()
        if folder.is_symlink() or facts.st_uid != owner.uid or facts.st_mode & 0o077:
            raise PostgresFault(f"{folder} is not a private folder of the server's account: please remove it")

    def _clear_the_way(self) -> None:
        """Wait for a server that is coming or going; remove what a dead one left behind.

        A pid file is removed only after no process works in the cluster: PostgreSQL itself takes any living
        process with that number for a server, and an orphaned child that still writes must never meet a
        second server.
        """
        cluster = self.layout.cluster
        if _wait_until(lambda: self.is_ready() or processes.postmaster(cluster) is None, 5) is False:
            if self._ping() == pq.Ping.NO_RESPONSE and self._says_ready():
                self.stop()  # its socket is gone, perhaps swept from /tmp: nobody can reach it
            _wait_until(lambda: self.is_ready() or processes.postmaster(cluster) is None, PATIENCE)
        if self.is_ready() or not processes.visible():
            return
        if not _wait_until(lambda: not processes.inside(cluster), 5):
            for orphan in processes.inside(cluster):
                with suppress(ProcessLookupError):
                    os.kill(orphan, signal.SIGQUIT)
            if not _wait_until(lambda: not processes.inside(cluster), 30):
                raise PostgresFault(f"processes {processes.inside(cluster)} still work in {cluster}")
        (cluster / "postmaster.pid").unlink(missing_ok=True)
        for name in (".s.PGSQL.5432", ".s.PGSQL.5432.lock"):
            (self.layout.sockets / name).unlink(missing_ok=True)

    def _says_ready(self) -> bool:
        with suppress(OSError, IndexError):
            return (self.layout.cluster / "postmaster.pid").read_text().splitlines()[7].strip() == "ready"
        return False

    def _launch(self, programs: Path, owner: account.Account) -> bool:
        if self.is_ready():
            return True
        home = self.layout.home
        if self.layout.log.exists() and self.layout.log.stat().st_size > LOG_LIMIT:
            self.layout.log.replace(self.layout.log.with_suffix(".old.log"))
        settings = self.settings | {"unix_socket_directories": _quoted(self.layout.sockets)}
        options = " ".join(f"-c {shlex.quote(f'{name}={value}')}" for name, value in settings.items())
        # Names relative to `home`: pg_ctl hands them to a shell, whatever characters the path above has.
        arguments = f"start -w -t {PATIENCE:.0f} -D cluster -l {self.layout.log.name}".split()
        started = account.run(owner, programs / "pg_ctl", [*arguments, "-o", options], cwd=home)
        return started.returncode == 0 and self.is_ready()

    def _ping(self) -> pq.Ping:
        address = f"host='{_escaped(self.layout.sockets)}' port=5432 connect_timeout=5"
        return pq.Ping(pq.PGconn.ping(address.encode()))

    def _last_words(self) -> str:
        if not self.layout.log.exists():
            return "(no log)"
        return "\n".join(self.layout.log.read_text(errors="replace").splitlines()[-8:])

    @contextmanager
    def _watched(self) -> Iterator[None]:
        over = threading.Event()
        watcher = threading.Thread(target=self._watch, args=[over], name="postgres-watch", daemon=True)
        watcher.start()
        try:
            yield
        finally:
            over.set()
            watcher.join()

    def _watch(self, over: threading.Event) -> None:
        while not over.wait(0.5):
            if processes.postmaster(self.layout.cluster) is not None or not processes.visible():
                continue
            log.warning("PostgreSQL is gone; starting it again")
            try:
                with self._alone():
                    self._ensure()
            except PostgresFault as fault:
                log.error("%s", fault)
                over.wait(5)


def _wait_until(true: Callable[[], bool], seconds: float) -> bool:
    end = time.monotonic() + seconds
    while not true():
        if time.monotonic() > end:
            return False
        time.sleep(0.05)
    return True


def _escaped(path: Path) -> str:
    return str(path).replace("\\", "\\\\").replace("'", "\\'")


def _quoted(path: Path) -> str:
    """As an element of a PostgreSQL list of names."""
    doubled = str(path).replace('"', '""')
    return f'"{doubled}"'
