"""Addresses of figures."""

from django.urls import path

from dundian.insight.views import boards, listing, mail, tables

app_name = "insight"
urlpatterns = [
    path("stats/", boards.overview, name="overview"),
    path("stats/summary/", boards.summary, name="summary"),
    path("stats/targets/", boards.targets, name="targets"),
    path("stats/figures/", listing.figure_list, name="figure_list"),
    path("stats/coverage/", listing.coverage_list, name="coverage"),
    path("stats/coverage/export/", listing.coverage_export, name="coverage_export"),
    path("stats/campaigns/<uuid:campaign_id>/", boards.campaign_progress, name="campaign_progress"),
    path("stats/campaigns/<uuid:campaign_id>/export/", boards.progress_export, name="progress_export"),
    path("stats/areas/<int:unit_id>/", boards.area_board, name="area_board"),
    path("stats/sites/<uuid:site_id>/", boards.site_board, name="site_board"),
    path("stats/initiatives/<uuid:initiative_id>/", boards.initiative_board, name="initiative_board"),
    path("stats/indicators/<uuid:indicator_id>/", boards.indicator_board, name="indicator_board"),
    path("stats/unions/<slug:kind>/", boards.union_board, name="union_board"),
    path("stats/years/<int:year>/", boards.year_board, name="year_board"),
    path("stats/tables/", tables.table_list, name="table_list"),
    path("stats/tables/build/", tables.table_build, name="table_build"),
    path("stats/tables/export/", tables.table_export, name="table_export"),
    path("stats/tables/<uuid:table_id>/drop/", tables.table_drop, name="table_drop"),
    path("stats/mail/", mail.mail_view, name="mail_view"),
    path("stats/mail/try/", mail.mail_try, name="mail_try"),
    path("stats/tables/sent/<uuid:delivery_id>/", tables.delivery_download, name="delivery_download"),
]
