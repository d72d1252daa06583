"""What goes by itself: rows with names and telephone numbers, files of exports."""

from datetime import timedelta

from django.db import transaction

from dundian.exchange.models import Export, ImportRow, ImportRun
from dundian.kernel import clock

KEEP_ROWS = timedelta(days=90)
KEEP_UNREAD = timedelta(days=2)
KEEP_FILES = timedelta(days=14)
State = ImportRun.State


@transaction.atomic
def forget_old_rows() -> int:
    """Rows hold names and telephone numbers, so they go when nobody needs them any more; the counts stay.

    Returns how many runs were emptied.
    """
    lost = ImportRun.objects.filter(created_at__lt=clock.now() - KEEP_UNREAD).exclude(file="")
    for run in lost:
        run.file.delete(save=False)
        run.state = State.UNREADABLE if run.state == State.READING else run.state
        run.touch("file", "state")
    old = ImportRun.objects.filter(created_at__lt=clock.now() - KEEP_ROWS).exclude(
        state__in=[State.APPLYING, State.UNDOING, State.READING]
    )
    emptied = list(old.filter(rows__isnull=False).distinct().values_list("pk", flat=True))
    ImportRow.objects.filter(run__in=emptied).delete()
    return len(emptied)


@transaction.atomic
def forget_old_exports() -> int:
    """Files hold what people may no longer see, so they go after two weeks; returns how many."""
    old = Export.objects.filter(created_at__lt=clock.now() - KEEP_FILES).exclude(file="")
    found = list(old)
    for export in found:
        export.file.delete(save=False)
        export.touch("file")
    return len(found)
