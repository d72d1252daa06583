"""Addresses of the trail."""

from django.urls import path

from dundian.audit_trail import views

app_name = "audit_trail"
urlpatterns = [
    path("audit/", views.entry_list, name="entry_list"),
    path("audit/<int:entry_id>/", views.entry_detail, name="entry_detail"),
    path("audit/heads/", views.head_list, name="head_list"),
    path("audit/heads.json", views.head_download, name="head_download"),
    path("audit/verify/", views.verification_create, name="verification_create"),
    path("audit/verifications/<uuid:verification_id>/", views.verification_view, name="verification_view"),
]
