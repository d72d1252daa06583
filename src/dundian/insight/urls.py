"""Addresses of figures."""

from django.urls import path

from dundian.insight import views

app_name = "insight"
urlpatterns = [
    path("stats/", views.overview, name="overview"),
    path("stats/summary/", views.summary, name="summary"),
    path("stats/campaigns/<uuid:campaign_id>/", views.campaign_progress, name="campaign_progress"),
    path("stats/campaigns/<uuid:campaign_id>/export/", views.progress_export, name="progress_export"),
]
