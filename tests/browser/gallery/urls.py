"""Addresses of the gallery: each shows the components in one use."""

from django.urls import include, path

from dundian.ui import errors
from tests.browser.gallery import views

gallery = (
    [
        path("", views.home, name="home"),
        path("sites/", views.listing, name="site_list"),
        path("sites/new/", views.form, name="site_create"),
        path("sites/wide/", views.wide, name="site_wide"),
        path("sites/chosen/", views.chosen, name="site_choose"),
        path("sites/remove/", views.confirm, name="site_remove"),
        path("sites/edit/", views.edit, name="site_edit"),
        path("sites/1/", views.detail, name="site_detail"),
        path("tasks/", views.listing, name="task_list"),
        path("empty/", views.empty, name="empty"),
        path("sign-in/", views.sign_in, name="sign_in"),
        path("panel/", views.panel, name="panel"),
        path("refused/", views.refused, name="refused"),
        path("broken/", views.broken, name="broken"),
    ],
    "gallery",
)
urlpatterns = [path("", include(gallery)), path("", include("dundian.ui.urls"))]
handler400, handler403, handler404, handler500 = (
    errors.bad_request,
    errors.refused,
    errors.not_found,
    errors.fault,
)
