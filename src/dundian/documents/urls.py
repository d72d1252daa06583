"""Addresses of the document pages."""

from django.urls import path

from dundian.documents import views

app_name = "documents"
urlpatterns = [
    path("documents/", views.document_list, name="document_list"),
    path("documents/<uuid:pk>/", views.document_detail, name="document_detail"),
    path("documents/<uuid:pk>/file/", views.document_download, name="document_download"),
    path("documents/<uuid:pk>/withdraw/", views.document_withdraw, name="document_withdraw"),
]
