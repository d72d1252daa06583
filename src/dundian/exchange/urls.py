"""Addresses of the room."""

from django.urls import path

from dundian.exchange import export_views, views

app_name = "exchange"
urlpatterns = [
    path("exports/", export_views.export_list, name="export_list"),
    path("exports/new/", export_views.export_create, name="export_create"),
    path("exports/<uuid:pk>/", export_views.export_detail, name="export_detail"),
    path("exports/<uuid:pk>/file/", export_views.export_file, name="export_file"),
    path("imports/", views.run_list, name="run_list"),
    path("imports/new/", views.run_create, name="run_create"),
    path("imports/template/", views.template_download, name="template_download"),
    path("imports/<uuid:pk>/", views.run_detail, name="run_detail"),
    path("imports/<uuid:pk>/apply/", views.run_apply, name="run_apply"),
    path("imports/headings/", views.heading_remember, name="heading_remember"),
    path("imports/<uuid:pk>/headings/", views.run_headings, name="run_headings"),
    path("imports/<uuid:pk>/undo/", views.run_undo, name="run_undo"),
    path("imports/<uuid:pk>/cancel/", views.run_cancel, name="run_cancel"),
    path("imports/<uuid:pk>/failures/", views.run_failures, name="run_failures"),
]
