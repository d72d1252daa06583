"""Addresses of the phone's app, of phones and of conflicts."""

from django.urls import path

from dundian.offline.views import conflicts, devices, phones, photos, shell, sync

app_name = "offline"
urlpatterns = [
    path("app/", shell.shell_view, name="shell_view"),
    path("app/sw.js", shell.worker_view, name="worker_view"),
    path("app/manifest.webmanifest", shell.manifest_view, name="manifest_view"),
    path("app/session/", devices.session_read, name="session_read"),
    path("app/devices/", devices.device_own, name="device_own"),
    path("app/sync/operations/", sync.operations_receive, name="operations_receive"),
    path("app/sync/changes/", sync.changes_read, name="changes_read"),
    path("app/photos/<str:digest>/", photos.photo_receive, name="photo_receive"),
    path("me/phones/", phones.phone_list, name="phone_list"),
    path("me/phones/<uuid:pk>/end/", phones.phone_end, name="phone_end"),
    path("phones/", phones.phone_find, name="phone_find"),
    path("phones/<uuid:pk>/lost/", phones.phone_lost, name="phone_lost"),
    path("conflicts/", conflicts.conflict_list, name="conflict_list"),
    path("conflicts/<uuid:pk>/", conflicts.conflict_detail, name="conflict_detail"),
]
