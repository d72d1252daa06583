"""All addresses, by room."""

from dundian.ui import errors
from dundian.ui.addresses import room

urlpatterns = [
    room("dundian.web.urls"),
    room("dundian.ui.urls"),
    room("dundian.accounts.urls"),
    room("dundian.audit_trail.urls"),
    room("dundian.exchange.urls"),
    room("dundian.org.urls"),
    room("dundian.documents.urls"),
    room("dundian.campaign.urls"),
    room("dundian.planning.urls"),
    room("dundian.fieldwork.urls"),
    room("dundian.concerns.urls"),
    room("dundian.knowledge.urls"),
    room("dundian.oversight.urls"),
    room("dundian.recognition.urls"),
    room("dundian.insight.urls"),
    room("dundian.offline.urls"),
    room("dundian.api.urls"),
]

handler400 = errors.bad_request
handler403 = errors.refused
handler404 = errors.not_found
handler500 = errors.fault
