"""LibreOffice as a printing machine: Word files in, PDF out; PDF pages to pictures.

It runs apart, with limits of time, memory and file size, an empty profile and no network where the system lets us take
that away. Fonts that are missing are stood in for by the list in `FONTS`; the folder `DUNDIAN_FONTS` comes first.
"""

import os
import resource
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils.translation import gettext as _

from dundian.kernel.errors import Invalid
from dundian.kernel.lazily import Later

if TYPE_CHECKING:
    import pypdfium2
else:
    pypdfium2 = Later("pypdfium2")

SECONDS = 120
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
    """A command in front that takes the network away, where the kernel allows it to ordinary users."""
    unshare = shutil.which("unshare")
    if not unshare:
        return ()
    command = (unshare, "--user", "--map-current-user", "--net")
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


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_FSIZE, (FILE, FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


@contextmanager
def _workshop() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="dundian-press-") as made:
        yield Path(made)


def to_pdfs(files: Sequence[bytes]) -> list[bytes]:
    """Each Word file as PDF, all in one run of LibreOffice. `NoOffice` or `Unprintable`."""
    program = _soffice()
    if program is None:
        raise NoOffice
    with _workshop() as folder:
        names = [folder / f"{place:04}.docx" for place in range(len(files))]
        for name, content in zip(names, files, strict=True):
            name.write_bytes(content)
        _run(program, folder, names)
        made = [name.with_suffix(".pdf") for name in names]
        if not all(path.is_file() for path in made):
            raise Unprintable
        return [path.read_bytes() for path in made]


def _run(program: str, folder: Path, names: Sequence[Path]) -> None:
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
        process.wait(SECONDS + 2 * len(names))
    except subprocess.TimeoutExpired:
        raise Unprintable from None
    finally:
        _end(process)


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


def joined(pdfs: Iterable[bytes]) -> bytes:
    """Several PDFs as one, in their order; each begins on a right-hand page so that both sides can be printed."""
    whole = pypdfium2.PdfDocument.new()
    try:
        for pdf in pdfs:
            part = pypdfium2.PdfDocument(pdf)
            if len(whole) % 2:
                whole.new_page(*part[0].get_size())
            whole.import_pages(part)
            part.close()
        made = BytesIO()
        whole.save(made)
        return made.getvalue()
    finally:
        whole.close()
