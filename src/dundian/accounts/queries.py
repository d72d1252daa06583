"""Sessions as their owner sees them."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from axes.models import AccessAttempt
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone

from dundian.accounts.models import FailedSignIn, SignIn, User
from dundian.kernel import clock


def digest_of(session_key: str | None) -> str:
    """SHA-256 of a session key: the table tells sessions apart without holding anything to steal."""
    return hashlib.sha256((session_key or "").encode()).hexdigest()


def open_sign_ins(user: User) -> QuerySet[SignIn]:
    """Those that would still be let in."""
    return SignIn.objects.filter(user=user, ended_at=None, seen_at__gte=clock.now() - settings.SESSION_IDLE)


@dataclass(frozen=True)
class Attempt:
    """One line of the history: a sign-in or a failed attempt (`sign_in` is None)."""

    at: datetime
    address: str | None
    sign_in: SignIn | None


def history(user: User, *, days: int = 180, limit: int = 100) -> list[Attempt]:
    """The newest sign-ins and failed attempts, newest first."""
    since = clock.now() - timedelta(days=days)
    good = SignIn.objects.filter(user=user, started_at__gte=since).order_by("-started_at")[:limit]
    bad = FailedSignIn.objects.filter(user=user, at__gte=since).order_by("-at")[:limit]
    lines = [Attempt(s.started_at, s.address, s) for s in good] + [
        Attempt(f.at, f.address, None) for f in bad
    ]
    return sorted(lines, key=lambda line: line.at, reverse=True)[:limit]


def failures_before(user: User) -> int:
    """Failed attempts between the last two sign-ins, told to the person after signing in."""
    last_two = list(
        SignIn.objects.filter(user=user).order_by("-started_at").values_list("started_at", flat=True)[:2]
    )
    if len(last_two) < 2:
        return 0
    return FailedSignIn.objects.filter(user=user, at__gt=last_two[1], at__lte=last_two[0]).count()


def minutes_locked(username: str, address: str | None) -> int:
    """Minutes until this name may be tried from this address again, at least 1."""
    last = (
        AccessAttempt.objects.filter(username=username, ip_address=address).order_by("-attempt_time").first()
    )
    if last is None:
        return int(settings.AXES_COOLOFF_TIME.total_seconds() // 60)
    left: timedelta = last.attempt_time + settings.AXES_COOLOFF_TIME - timezone.now()  # noqa: TID251  axes counts real time
    return max(1, -int(-left.total_seconds() // 60))
