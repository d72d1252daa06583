"""All addresses, by room."""

from django.urls import include, path

from dundian.ui import errors

urlpatterns = [
    path("", include("dundian.web.urls")),
    path("", include("dundian.ui.urls")),
    path("", include("dundian.accounts.urls")),
    path("", include("dundian.audit_trail.urls")),
    path("", include("dundian.exchange.urls")),
    path("", include("dundian.org.urls")),
    path("", include("dundian.documents.urls")),
    path("", include("dundian.campaign.urls")),
    path("", include("dundian.planning.urls")),
    path("", include("dundian.fieldwork.urls")),
    path("", include("dundian.concerns.urls")),
    path("", include("dundian.knowledge.urls")),
    path("", include("dundian.oversight.urls")),
    path("", include("dundian.recognition.urls")),
    path("", include("dundian.insight.urls")),
    path("", include("dundian.offline.urls")),
    path("", include("dundian.api.urls")),
]

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.fault
