"""Processes that live and die together with the one that started them."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

VARIABLE = "DUNDIAN_PARENT"
GRACE = 20  # seconds to finish what is under way


def follow_parent() -> None:
    """End this process when the one that started it is gone, however it went.

    The parent holds the other end of a pipe and never writes: the kernel closes it even after kill -9.
    """
    handle = os.environ.pop(VARIABLE, None)
    if handle is not None:
        threading.Thread(target=_wait_for_end, args=[int(handle)], name="follow-parent", daemon=True).start()


def _wait_for_end(handle: int) -> None:
    os.read(handle, 1)
    end_soon()


def end_soon() -> None:
    """SIGTERM now; the kernel ends this process GRACE seconds later should it be busy still.

    An alarm needs no thread of ours: at its end Python waits for every pool of threads, whatever these compute.
    """
    signal.alarm(GRACE)
    os.kill(os.getpid(), signal.SIGTERM)


class Children:
    """Started `dundian` commands, by name."""

    def __init__(self, held: int) -> None:
        self._held = held
        self._started: dict[str, subprocess.Popen[bytes]] = {}

    def start(self, name: str, *arguments: str, environment: Mapping[str, str] | None = None) -> None:
        self._started[name] = subprocess.Popen(
            [sys.executable, "-m", "dundian.config.cli", *arguments],
            env={**os.environ, **(environment or {}), VARIABLE: str(self._held)},
            pass_fds=[self._held],
            start_new_session=True,  # a Ctrl-C in the terminal reaches only the parent, which stops them in order
        )

    def finish(self, name: str) -> int:
        """Wait for one that ends by itself; returns its exit code."""
        return self._started.pop(name).wait()

    def ended(self) -> tuple[str, int] | None:
        """The name and exit code of one that has ended, if any has."""
        for name, process in self._started.items():
            if (code := process.poll()) is not None:
                return name, code
        return None

    def stop(self) -> None:
        """Stop all, newest first; those that do not listen are killed."""
        for process in reversed(self._started.values()):
            process.terminate()
        end = time.monotonic() + GRACE
        for process in self._started.values():
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


@contextmanager
def family() -> Iterator[Children]:
    """Children that are stopped at the end of the block, and end by themselves when this process is killed."""
    read, write = os.pipe()
    children = Children(read)
    try:
        yield children
    finally:
        children.stop()
        os.close(write)
        os.close(read)
