"""Addresses of the shell."""

from django.urls import path

from dundian.ui import views

app_name = "ui"
urlpatterns = [path("preferences/", views.preference_set, name="preference_set")]
