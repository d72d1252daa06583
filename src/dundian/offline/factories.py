"""Rows for tests, made straight in the database."""

from dundian.fieldwork.models import WorkLog
from dundian.offline.models import Conflict, Device, Operation
from dundian.org.access import Actor


def make_device(actor: Actor, name: str = "测试机") -> Device:
    return Device.objects.create(user=actor.user, name=name, digest="0" * 64)


def make_conflict(device: Device, log: WorkLog) -> Conflict:
    """Two versions of what happened, not settled."""
    operation = Operation.objects.create(
        device=device, user=device.user, kind="log.change", record=log.pk, state=Operation.State.CONFLICT
    )
    fields = [{"field": "text", "base": "走访", "mine": "手机上的话", "theirs": log.text}]
    return Conflict.objects.create(operation=operation, user=device.user, log=log, fields=fields)
