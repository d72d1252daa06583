"""Photos of a log: made small, freed of metadata, kept once a log under the hash of their content."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from io import BytesIO
from typing import IO, Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _
from PIL import Image, ImageOps, UnidentifiedImageError

from dundian.fieldwork.models import LogPhoto, WorkLog
from dundian.kernel.errors import Invalid

MOST_PHOTOS = 3
MOST_UPLOADED = 20 * 2**20
EDGE = 1600
MOST_STORED = 250 * 1024
MOST_JFIF = 16  # the header alone, without a thumbnail
# A JPEG is decoded at a fraction of its size, the others whole: pixels allowed for each.
MOST_PIXELS = {"JPEG": 200_000_000, "PNG": 30_000_000, "WEBP": 30_000_000}
QUALITIES = (85, 75, 65, 55, 45)


def _opened(file: IO[bytes]) -> Image.Image:
    image = Image.open(file, formats=tuple(MOST_PIXELS))
    width, height = image.size
    if width * height > MOST_PIXELS[image.format or "PNG"]:
        raise Invalid({"photos": _("The photo has too many pixels. Take it again at a lower resolution.")})
    image.draft("RGB", (EDGE, EDGE))
    return image


def shrink(file: IO[bytes], size: int) -> bytes:
    """A JPEG of at most 1600 px and 250 KB without any metadata; `Invalid` when the file is not a photo we take."""
    if size > MOST_UPLOADED:
        raise Invalid({"photos": _("A photo may have at most 20 MB.")})
    try:
        image = _opened(file)
        upright = ImageOps.exif_transpose(image).convert("RGBA")
        upright.thumbnail((EDGE, EDGE))
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        raise Invalid(
            {"photos": _("This file is no photo that can be read. JPEG, PNG and WebP are taken.")}
        ) from None
    # A fresh canvas carries nothing over: no position, no camera, no comment.
    plain = Image.new("RGB", upright.size, "white")
    plain.paste(upright, mask=upright.getchannel("A"))
    while True:
        for quality in QUALITIES:
            content = BytesIO()
            plain.save(content, "JPEG", quality=quality, optimize=True, progressive=True)
            if content.tell() <= MOST_STORED:
                return content.getvalue()
        plain = plain.resize((max(1, plain.width * 3 // 4), max(1, plain.height * 3 // 4)))


def plain_fault(content: bytes) -> str:
    """Why a photo from a phone cannot stay byte for byte; "" when it can.

    It must be a JPEG of at most 1600 px and 250 KB that decodes and holds nothing but the picture: no segment of an
    application (APP1 to APP15: position, camera), no comment, nothing behind the end (ITU-T T.81, annex B).
    """
    if len(content) > MOST_STORED:
        return _("A photo from a phone has at most 250 KB.")
    if not _bare(content):
        return _("This photo still carries where and when it was taken, or is no JPEG.")
    try:
        image = Image.open(BytesIO(content), formats=("JPEG",))
        if max(image.size) > EDGE:
            return _("A photo from a phone has at most 1600 pixels on its longer side.")
        image.load()
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError):
        return _("This file is no photo that can be read. JPEG, PNG and WebP are taken.")
    return ""


def _bare(content: bytes) -> bool:
    """Whether the segments are those of a picture alone, from SOI to EOI, with nothing behind."""
    at = 2
    if not content.startswith(b"\xff\xd8"):
        return False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if 0xE1 <= marker <= 0xEF or marker == 0xFE:
            return False
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if length < 2 or (marker == 0xE0 and length > MOST_JFIF):
            return False
        at += 2 + length
        if marker == 0xDA:
            at = _behind_scan(content, at)
            if content[at : at + 2] == b"\xff\xd9":
                return at + 2 == len(content)
    return False


def _behind_scan(content: bytes, at: int) -> int:
    """Where the next marker stands: inside a scan 0xFF is followed by 0 or by a restart marker."""
    while 0 <= (at := content.find(b"\xff", at)) < len(content) - 1:
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at
    return len(content)


def keep_as_is(log: WorkLog, content: bytes) -> bool:
    """Add a photo that a phone prepared, byte for byte; False when the log has it already."""
    if fault := plain_fault(content):
        raise Invalid({"photos": fault})
    digest = hashlib.sha256(content).hexdigest()
    held = set(log.photos.values_list("sha256", flat=True))
    if digest in held:
        return False
    if len(held) >= MOST_PHOTOS:
        raise Invalid({"photos": _("At most %(count)d photos a log.") % {"count": MOST_PHOTOS}})
    name = default_storage.save(f"photos/{log.pk}/{digest[:32]}.jpg", ContentFile(content))
    LogPhoto.objects.create(log=log, sha256=digest, file=name)
    return True


def keep(log: WorkLog, uploads: Iterable[Any]) -> None:
    """Add the photos to the log, each once; nothing is stored unless all are good."""
    made = [shrink(upload, upload.size or 0) for upload in uploads]
    fresh = {hashlib.sha256(content).hexdigest(): content for content in made}
    held = set(log.photos.values_list("sha256", flat=True))
    if len(held | fresh.keys()) > MOST_PHOTOS:
        raise Invalid({"photos": _("At most %(count)d photos a log.") % {"count": MOST_PHOTOS}})
    for digest in fresh.keys() - held:
        name = default_storage.save(f"photos/{log.pk}/{digest[:32]}.jpg", ContentFile(fresh[digest]))
        LogPhoto.objects.create(log=log, sha256=digest, file=name)


def drop(log: WorkLog, photos: Iterable[str]) -> list[str]:
    """Take photos off the log; returns the names of their files, to delete after commit."""
    leaving = list(log.photos.filter(pk__in=list(photos)))
    LogPhoto.objects.filter(pk__in=[p.pk for p in leaving]).delete()
    return [p.file.name for p in leaving if p.file.name]


def sweep(older_than: timedelta = timedelta(hours=24)) -> int:
    """Delete files of photos that no row names: what a rolled-back log left behind. Returns how many.

    Young files are left alone, since their log may be about to commit.
    """
    before, swept = datetime.now(UTC) - older_than, 0  # a file's time is the machine's, whatever day we play
    try:
        folders = default_storage.listdir("photos")[0]
    except FileNotFoundError:
        return 0
    for folder in folders:
        names = {f"photos/{folder}/{name}" for name in default_storage.listdir(f"photos/{folder}")[1]}
        named = set(LogPhoto.objects.filter(file__in=names).values_list("file", flat=True))
        for name in sorted(names - named):
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                swept += 1
    return swept
