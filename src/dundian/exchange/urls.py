"""Addresses of the room."""

from django.urls import path

from dundian.exchange import views

app_name = "exchange"
urlpatterns = [
    path("imports/", views.run_list, name="run_list"),
    path("imports/new/", views.run_create, name="run_create"),
    path("imports/template/", views.template_download, name="template_download"),
    path("imports/<uuid:pk>/", views.run_detail, name="run_detail"),
    path("imports/<uuid:pk>/apply/", views.run_apply, name="run_apply"),
    path("imports/<uuid:pk>/cancel/", views.run_cancel, name="run_cancel"),
    path("imports/<uuid:pk>/failures/", views.run_failures, name="run_failures"),
]
