"""Looking at a Word file in the page."""

import hashlib

from django.db import transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.utils.translation import gettext as _

from dundian.documents import actions, office
from dundian.documents.models import Preview, PrintState, attachments
from dundian.documents.tasks import preview_in_background
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import render_page


def preview_of(
    request: ActorRequest, content: bytes, *, here: str, file_url: str, title: str
) -> HttpResponse:
    """The pages of a Word file as pictures; a job draws them, and the page asks again until they are there."""
    context = {"here": here, "file_url": file_url, "title": title, "there": office.is_there()}
    if office.is_there():
        with transaction.atomic():
            preview, new = actions.want_preview(content=content)
            if new:
                preview_in_background.defer(preview_id=str(preview.pk))
        pages = [f"{here}{number}/" for number in range(1, preview.pages + 1)]
        context |= {
            "preview": preview,
            "pages": pages,
            "waiting": preview.state in (PrintState.WAITING, PrintState.RUNNING),
        }
    return render_page(request, "documents/preview_page.html", context, fragment="documents/preview.html")


def preview_picture(content: bytes, number: int) -> HttpResponseBase:
    """One page as PNG; only for whoever may read the file itself."""
    preview = Preview.objects.filter(sha256=hashlib.sha256(content).hexdigest()).first()
    if preview is None or not 1 <= number <= preview.pages:
        raise Http404(_("There is no such page."))
    with attachments().open(preview.place(f"{number}.png")) as picture:
        response = HttpResponse(picture.read(), content_type="image/png")
    response["Cache-Control"] = "private, max-age=3600"
    return response
