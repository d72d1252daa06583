"""Stopping an upload that is too large while it arrives: nothing of it is kept in memory or on disk."""

from typing import Any

from django.conf import settings
from django.core.files.uploadhandler import FileUploadHandler, StopUpload
from django.http import HttpRequest

FORM_BYTES = 64 * 2**10


class Bounded(FileUploadHandler):
    """Goes before the other handlers. `refused` tells that the request or the file passed the limit."""

    def __init__(self, request: HttpRequest | None = None) -> None:
        super().__init__(request)
        self.refused = False
        self.received = 0

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: Any = None,
    ) -> None:
        self.refused = content_length > settings.MAX_WORKBOOK_BYTES + FORM_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self._stop_when_refused()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        self.received += len(raw_data)
        self.refused = self.refused or self.received > settings.MAX_WORKBOOK_BYTES
        self._stop_when_refused()
        return raw_data

    def file_complete(self, file_size: int) -> None:
        return None

    def _stop_when_refused(self) -> None:
        if self.refused:
            raise StopUpload(connection_reset=True)


def drain(request: HttpRequest) -> None:
    """Read what is left of the request and throw it away, because a browser shows an answer only after it could send
    everything. Piece by piece: Django's own way of doing it would keep a line without end whole in memory.
    """
    while request.read(2**16):
        pass
