"""Who raised a concern, sealed."""

from django.db import models

from dundian.concerns.models.concerns import Concern
from dundian.kernel.models import Record


class Reporter(Record):
    """Who raised a concern: AES-256-GCM under a key outside the database, bound to the concern's id. No
    row: anonymous."""

    concern = models.OneToOneField(Concern, models.CASCADE, related_name="reporter")
    key_id = models.CharField(max_length=16)
    sealed = models.BinaryField()
