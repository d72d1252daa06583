"""LibreOffice as a printing machine: Word files in, PDF out; PDF pages to pictures.

It runs apart, with limits of time, memory and file size, an empty profile, and, where the system lets us arrange that,
without a network and never longer than the process that asked. Fonts that are missing are stood in for by the list in
`FONTS`; the folder `DUNDIAN_FONTS` comes first.
"""

import ctypes
import fcntl
import os
import resource
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import IO, TYPE_CHECKING
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid
from dundian.kernel.lazily import Later

if TYPE_CHECKING:
    import pypdfium2
else:
    pypdfium2 = Later("pypdfium2")

PREFIX, HELD = "dundian-press-", "held"
SECONDS, LOOK = 120, 0.5
MEMORY = 3 * 2**30
FILE = 300 * 2**20
# What Chinese offices print with, and what may stand in for it, the nearest first.
FONTS = {
    "方正小标宋简体": (
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "STZhongsong",
        "FandolSong",
        "Noto Serif CJK SC",
    ),
    "仿宋_GB2312": ("仿宋", "FangSong", "STFangsong", "FandolFang", "FandolFang R", "Noto Serif CJK SC"),
    "楷体_GB2312": ("楷体", "KaiTi", "STKaiti", "FandolKai", "Noto Serif CJK SC"),
    "黑体": ("SimHei", "STHeiti", "FandolHei", "Noto Sans CJK SC"),
    "宋体": ("SimSun", "STSong", "FandolSong", "Noto Serif CJK SC"),
}


class NoOffice(Invalid):
    """LibreOffice is not installed here; the Word file is always to be had."""

    def __init__(self) -> None:
        super().__init__(
            str(
                _(
                    "LibreOffice is not installed on this server, so there is no PDF and no preview. The Word file can "
                    "be downloaded as always."
                )
            )
        )


class Unprintable(Invalid):
    """LibreOffice could not print the file, or took too long."""

    def __init__(self) -> None:
        super().__init__(
            str(_("LibreOffice could not print this file. Open the Word file and look at it there."))
        )


@cache
def _soffice() -> str | None:
    return shutil.which("soffice") or shutil.which("libreoffice")


@cache
def _apart() -> tuple[str, ...]:
    """A command in front that takes the network away and ends all that it began when it ends itself, where the kernel
    allows that to ordinary users."""
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    command = (unshare, "--user", "--map-current-user", "--net", "--pid", "--fork", "--kill-child")
    works = subprocess.run([*command, "true"], check=False, capture_output=True, timeout=10).returncode == 0
    return command if works else ()


def is_there() -> bool:
    """Whether this server can print to PDF."""
    return _soffice() is not None


def fonts_file(folder: Path) -> Path:
    """A fonts.conf of our own: the system's, the office's folder, and the stand-ins."""
    own = f"<dir>{escape(str(settings.FONTS))}</dir>" if settings.FONTS else ""
    aliases = "".join(
        f"<alias binding='same'><family>{name}</family><accept>"
        + "".join(f"<family>{other}</family>" for other in others)
        + "</accept></alias>"
        for name, others in FONTS.items()
    )
    path = folder / "fonts.conf"
    path.write_text(
        "<?xml version='1.0'?><!DOCTYPE fontconfig SYSTEM 'fonts.dtd'><fontconfig>"
        f"<include ignore_missing='yes'>/etc/fonts/fonts.conf</include>{own}"
        f"<cachedir>{escape(str(folder))}/fontcache</cachedir>{aliases}</fontconfig>",
        encoding="utf-8",
    )
    return path


_prctl: Callable[[int, int], int] | None
try:
    _prctl = ctypes.CDLL(None).prctl
except (AttributeError, OSError, TypeError):  # not Linux
    _prctl = None
PARENT_DIED = 1  # PR_SET_PDEATHSIG, prctl(2)


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if _prctl is not None:
        _prctl(PARENT_DIED, signal.SIGKILL)


@contextmanager
def workshop() -> Iterator[Path]:
    """A folder for what is being printed, held while the block runs; what killed processes left is cleared away."""
    _clear_away()
    with tempfile.TemporaryDirectory(prefix=PREFIX) as made, Path(made, "new").open("wb") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        Path(held.name).rename(Path(made, HELD))  # nobody meets it before it is held
        yield Path(made)


def _clear_away() -> None:
    for left in Path(tempfile.gettempdir()).glob(f"{PREFIX}*/{HELD}"):
        with suppress(OSError), left.open("rb") as held:  # held by somebody at work, or somebody else's
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(left.parent, ignore_errors=True)


def to_pdfs(files: Sequence[bytes]) -> list[bytes]:
    """Each Word file as PDF, all in one run of LibreOffice. `NoOffice` or `Unprintable`."""
    with workshop() as folder:
        names = [folder / f"{place:04}.docx" for place in range(len(files))]
        for name, content in zip(names, files, strict=True):
            name.write_bytes(content)
        if print_files(folder, names):
            raise Unprintable
        return [name.with_suffix(".pdf").read_bytes() for name in names]


def print_files(
    folder: Path, names: Sequence[Path], *, tell: Callable[[int], None] = lambda done: None
) -> list[Path]:
    """Print each Word file beside itself, all in one run of LibreOffice; returns those that could not be printed.

    When it stumbles, the rest gets a second run. `tell` hears how many are done; what it raises stops the printing.
    """
    program = _soffice()
    if program is None:
        raise NoOffice
    left = list(names)
    for _attempt in range(2):
        if left:
            before = len(names) - len(left)
            _run(program, folder, left, lambda done, before=before: tell(before + done))  # type: ignore[misc]
            left = _unprinted(names)
    return left


def _unprinted(names: Sequence[Path]) -> list[Path]:
    return [name for name in names if not name.with_suffix(".pdf").is_file()]


def _run(program: str, folder: Path, names: Sequence[Path], tell: Callable[[int], None]) -> None:
    command = [
        *_apart(),
        program,
        f"-env:UserInstallation=file://{folder}/profile",
        *("--headless", "--norestore", "--nologo", "--nodefault", "--convert-to", "pdf", "--outdir"),
        str(folder),
        *map(str, names),
    ]
    environment = {
        "PATH": os.environ.get("PATH", "/usr/bin:/bin"),
        "HOME": str(folder),
        "TMPDIR": str(folder),
        "LANG": "C.UTF-8",
        "FONTCONFIG_FILE": str(fonts_file(folder)),
    }
    process = subprocess.Popen(
        command,
        cwd=folder,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
        preexec_fn=_limit,
    )
    try:
        _watch(process, names, tell)
    finally:
        _end(process)


def _watch(process: "subprocess.Popen[bytes]", names: Sequence[Path], tell: Callable[[int], None]) -> None:
    """Until it has ended or taken too long; files come out in the order in which they went in."""
    latest = time.monotonic() + SECONDS + 2 * len(names)
    while time.monotonic() < latest:
        with suppress(subprocess.TimeoutExpired):
            process.wait(LOOK)
            return
        tell(max(0, len(names) - len(_unprinted(names)) - 1))  # the last may still be being written
    _end(process)
    if made := [name.with_suffix(".pdf") for name in names if name not in _unprinted(names)]:
        made[-1].unlink()


def _end(process: "subprocess.Popen[bytes]") -> None:
    """The program and every child that it left."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def to_pdf(content: bytes) -> bytes:
    """One Word file as PDF."""
    return to_pdfs([content])[0]


def pictures(pdf: bytes, *, width: int = 1000, most: int = 30) -> list[bytes]:
    """The first `most` pages as PNG, `width` pixels wide."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        made = []
        for place in range(min(len(document), most)):
            page = document[place]
            drawn = BytesIO()
            bitmap = page.render(scale=width / page.get_width())
            bitmap.to_pil().convert("P", palette=1, colors=64).save(drawn, "PNG", optimize=True)
            made.append(drawn.getvalue())
        return made
    finally:
        document.close()


def join(pdfs: Iterable[bytes | Path], made: IO[bytes]) -> None:
    """Write several PDFs as one, in their order; each begins on a right-hand page so that both sides can be printed."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for pdf in pdfs:
            part = pypdfium2.PdfDocument(pdf)
            if len(whole) % 2:
                whole.new_page(*part[0].get_size())
            whole.import_pages(part)
            part.close()
        whole.save(made)
    finally:
        whole.close()
