"""The app itself: a page without anything personal, its service worker, its manifest."""

import hashlib
import json
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from dundian.ui.context import Shell

FILES = (
    "offline/app.css",
    "offline/app.js",
    "offline/mark.svg",
    "offline/zh-hans.json",
    "offline/en.json",
    "offline/icon-192.png",
    "offline/icon-512.png",
)
KEPT = "public, max-age=0, must-revalidate"


def _urls() -> list[str]:
    return [static(name) for name in FILES if finders.find(name)]


def _shell(request: HttpRequest) -> str:
    return render_to_string("offline/shell.html", {"shell": Shell(request)})


@login_not_required
@require_GET
def shell_view(request: HttpRequest) -> HttpResponse:
    """Open to all and the same for all: who is signed in is known only to the script."""
    response = HttpResponse(_shell(request))
    response["Cache-Control"] = KEPT
    return response


@login_not_required
@require_GET
def worker_view(request: HttpRequest) -> HttpResponse:
    """The service worker, with the list of the shell's files before it: a new file makes a new worker."""
    path = finders.find("offline/worker.js")
    if not isinstance(path, str):
        raise Http404
    page, files = reverse("offline:shell_view"), [reverse("offline:manifest_view"), *_urls()]
    with open(path, encoding="utf-8") as file:
        script = file.read()
    version = hashlib.sha256("\n".join([_shell(request), *files, script]).encode()).hexdigest()[:16]
    head = f"self.SHELL = {json.dumps({'version': version, 'page': page, 'files': files})};\n"
    response = HttpResponse(head + script, content_type="text/javascript; charset=utf-8")
    response["Cache-Control"] = KEPT
    return response


@login_not_required
@require_GET
def manifest_view(request: HttpRequest) -> HttpResponse:
    found: dict[str, Any] = {
        "name": _("Dundian"),
        "short_name": _("Dundian"),
        "start_url": reverse("offline:shell_view"),
        "scope": reverse("offline:shell_view"),
        "display": "standalone",
        "lang": "zh-CN",
        "background_color": "#F6F7F9",
        "theme_color": "#B7141B",
        "icons": [
            {
                "src": static(f"offline/icon-{size}.png"),
                "sizes": f"{size}x{size}",
                "type": "image/png",
                "purpose": "any",
            }
            for size in (192, 512)
            if finders.find(f"offline/icon-{size}.png")
        ],
    }
    response = HttpResponse(json.dumps(found, ensure_ascii=False), content_type="application/manifest+json")
    response["Cache-Control"] = KEPT
    return response
