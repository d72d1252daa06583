"""Photos of findings: made small and freed of metadata as those of logs are, kept once under their content's hash."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.utils.translation import gettext as _

from dundian.fieldwork.photos import shrink
from dundian.kernel.errors import Invalid
from dundian.oversight.models import Finding, FindingPhoto

MOST = 6


def keep(finding: Finding, uploads: Iterable[Any], *, proof: bool = False) -> None:
    """Add the photos, each once; nothing is stored unless all are good."""
    made = [shrink(upload, upload.size or 0) for upload in uploads]
    fresh = {hashlib.sha256(content).hexdigest(): content for content in made}
    held = set(finding.photos.values_list("sha256", flat=True))
    if len(held | fresh.keys()) > MOST:
        raise Invalid({"photos": _("At most %(count)d photos a finding.") % {"count": MOST}})
    for digest in sorted(fresh.keys() - held):
        name = default_storage.save(f"inspections/{finding.pk}/{digest[:32]}.jpg", ContentFile(fresh[digest]))
        FindingPhoto.objects.create(finding=finding, sha256=digest, file=name, proof=proof)


def sweep(older_than: timedelta = timedelta(hours=24)) -> int:
    """Delete files that no row names: what a rolled-back transaction left behind. Returns how many."""
    before, swept = datetime.now(UTC) - older_than, 0  # a file's time is the machine's, whatever day we play
    try:
        folders = default_storage.listdir("inspections")[0]
    except FileNotFoundError:
        return 0
    for folder in folders:
        names = {
            f"inspections/{folder}/{name}" for name in default_storage.listdir(f"inspections/{folder}")[1]
        }
        named = set(FindingPhoto.objects.filter(file__in=names).values_list("file", flat=True))
        for name in sorted(names - named):
            if default_storage.get_modified_time(name) < before:
                default_storage.delete(name)
                swept += 1
    return swept
