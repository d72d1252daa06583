"""What need not be kept is forgotten."""

from datetime import timedelta

from django.db import transaction

from dundian.kernel import clock
from dundian.offline.actions.uploads import sweep_uploads
from dundian.offline.models import UNUSED_FOR, Device, Manifest, Operation

SEALED_FOR = timedelta(days=60)
ANSWERED_FOR = timedelta(days=400)


def forget_what_is_over() -> int:
    """Photos nobody fetched, sealed contents after 60 days, answers after 400, phones out of use; returns how many."""
    now, gone = clock.now(), sweep_uploads()
    with transaction.atomic():
        unused = Device.objects.filter(ended_at=None, seen_at__lt=now - UNUSED_FOR)
        gone += unused.update(ended_at=now, end=Device.End.UNUSED)
        Manifest.objects.exclude(device__in=Device.objects.open()).delete()
        old = Operation.objects.filter(updated_at__lt=now - SEALED_FOR).exclude(sealed=None)
        old.filter(state=Operation.State.WAITING).update(state=Operation.State.REJECTED)
        gone += old.update(sealed=None, key_id="")
        gone += Operation.objects.filter(updated_at__lt=now - ANSWERED_FOR, conflict=None).delete()[0]
    return gone
