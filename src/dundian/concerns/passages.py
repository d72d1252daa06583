"""How often something was tried lately from one place, in PostgreSQL, so that every process counts the same.

A place is known only by a keyed hash that changes each day. Counting costs one upsert and one sum over ten rows.
"""

import hashlib
import hmac

from django.conf import settings
from django.db import connection

from dundian.concerns.models import Passage
from dundian.kernel import clock

WINDOW = 10  # minutes

# A row may go once nobody looks at its window any more.
KEEP = 60


def _minute() -> int:
    return int(clock.now().timestamp()) // 60


def _key(what: str, place: str) -> bytes:
    told = f"{clock.today()} {what} {place}".encode()
    return hmac.digest(settings.KEYS.django.encode(), b"passage " + told, hashlib.sha256)[:16]


def seen(what: str, place: str) -> int:
    """How often `what` was noted for `place` in the last ten minutes."""
    rows = Passage.objects.filter(key=_key(what, place), minute__gt=_minute() - WINDOW)
    return sum(rows.values_list("count", flat=True))


def note(what: str, place: str) -> int:
    """Note it once more; returns how often in the last ten minutes, this time included."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO concerns_passage (key, minute, count) VALUES (%s, %s, 1)"
            " ON CONFLICT (key, minute) DO UPDATE SET count = concerns_passage.count + 1",
            [_key(what, place), _minute()],
        )
    return seen(what, place)


def forget() -> int:
    """Throw away what no window reaches any more."""
    return Passage.objects.filter(minute__lt=_minute() - KEEP).delete()[0]
