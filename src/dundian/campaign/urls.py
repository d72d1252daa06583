"""Addresses of campaigns, sites, task sets and indicators."""

from django.urls import path

from dundian.campaign.views import baselines, building, campaigns, indicators, rules, running, sites, tasksets

app_name = "campaign"
urlpatterns = [
    path("campaigns/", campaigns.campaign_list, name="campaign_list"),
    path("campaigns/new/", campaigns.campaign_create, name="campaign_create"),
    path("campaigns/<uuid:pk>/", campaigns.campaign_detail, name="campaign_detail"),
    path("campaigns/<uuid:pk>/plan/", campaigns.campaign_plan, name="campaign_plan"),
    path("campaigns/<uuid:pk>/sites/", campaigns.campaign_sites, name="campaign_sites"),
    path("campaigns/<uuid:pk>/sites/export/", sites.campaign_sites_export, name="campaign_sites_export"),
    path("campaigns/<uuid:pk>/part/<slug:part>/", campaigns.campaign_part, name="campaign_part"),
    path("campaigns/<uuid:pk>/edit/", campaigns.campaign_edit, name="campaign_edit"),
    path("campaigns/<uuid:pk>/stages/", building.stage_edit, name="stage_edit"),
    path("campaigns/<uuid:pk>/quotas/", building.quota_edit, name="quota_edit"),
    path("campaigns/<uuid:pk>/initiatives/", building.initiative_edit, name="initiative_edit"),
    path(
        "campaigns/<uuid:pk>/initiatives/<uuid:row>/drop/", building.initiative_drop, name="initiative_drop"
    ),
    path("campaigns/<uuid:pk>/group/", building.group_edit, name="group_edit"),
    path("campaigns/<uuid:pk>/group/<uuid:row>/drop/", building.group_drop, name="group_drop"),
    path("campaigns/<uuid:pk>/areas/", building.charge_edit, name="charge_edit"),
    path("campaigns/<uuid:pk>/areas/<uuid:row>/drop/", building.charge_drop, name="charge_drop"),
    path("campaigns/<uuid:pk>/task-sets/", building.task_set_adopt, name="task_set_adopt"),
    path("campaigns/<uuid:pk>/reports/", rules.report_rules_edit, name="report_rules_edit"),
    path("campaigns/<uuid:pk>/roles/", rules.role_edit, name="role_edit"),
    path("campaigns/<uuid:pk>/baseline/", rules.baseline_adopt, name="baseline_adopt"),
    path("campaigns/<uuid:pk>/start/", running.campaign_start, name="campaign_start"),
    path("campaigns/<uuid:pk>/close/", running.campaign_close, name="campaign_close"),
    path("campaigns/<uuid:pk>/deploy/", running.campaign_deploy, name="campaign_deploy"),
    path("sites/", sites.site_list, name="site_list"),
    path("sites/export/", sites.site_export, name="site_export"),
    path("sites/<uuid:pk>/", sites.site_detail, name="site_detail"),
    path("sites/<uuid:pk>/edit/", sites.site_edit, name="site_edit"),
    path("sites/<uuid:pk>/drop/", sites.site_drop, name="site_drop"),
    path("task-sets/", tasksets.task_set_list, name="task_set_list"),
    path("task-sets/new/", tasksets.task_set_create, name="task_set_create"),
    path("task-sets/templates/", tasksets.catalogue_load, name="catalogue_load"),
    path("task-sets/<uuid:pk>/", tasksets.task_set_detail, name="task_set_detail"),
    path("task-sets/<uuid:pk>/edit/", tasksets.task_set_edit, name="task_set_edit"),
    path("task-sets/<uuid:pk>/publish/", tasksets.task_set_publish, name="task_set_publish"),
    path("task-sets/<uuid:pk>/revise/", tasksets.task_set_revise, name="task_set_revise"),
    path("task-sets/<uuid:pk>/retire/", tasksets.task_set_retire, name="task_set_retire"),
    path("task-sets/<uuid:pk>/discard/", tasksets.task_set_discard, name="task_set_discard"),
    path("baseline-forms/", baselines.baseline_form_list, name="baseline_form_list"),
    path("baseline-forms/new/", baselines.baseline_form_create, name="baseline_form_create"),
    path("baseline-forms/<uuid:pk>/", baselines.baseline_form_detail, name="baseline_form_detail"),
    path("baseline-forms/<uuid:pk>/edit/", baselines.baseline_form_edit, name="baseline_form_edit"),
    path("baseline-forms/<uuid:pk>/publish/", baselines.baseline_form_publish, name="baseline_form_publish"),
    path("baseline-forms/<uuid:pk>/revise/", baselines.baseline_form_revise, name="baseline_form_revise"),
    path("baseline-forms/<uuid:pk>/retire/", baselines.baseline_form_retire, name="baseline_form_retire"),
    path("baseline-forms/<uuid:pk>/discard/", baselines.baseline_form_discard, name="baseline_form_discard"),
    path("indicators/", indicators.indicator_list, name="indicator_list"),
    path("indicators/new/", indicators.indicator_create, name="indicator_create"),
    path("indicators/<uuid:pk>/", indicators.indicator_edit, name="indicator_edit"),
]
