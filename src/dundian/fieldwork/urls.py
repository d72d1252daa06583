"""Addresses of this room."""

from django.urls import path

from dundian.fieldwork.views import leave, ledger, logs, reports, tasks

app_name = "fieldwork"

urlpatterns = [
    path("today/", logs.day_view, name="day_view"),
    path("tasks/", tasks.task_list, name="task_list"),
    path("tasks/export/", tasks.task_export, name="task_export"),
    path("tasks/new/", tasks.task_create, name="task_create"),
    path("tasks/<uuid:pk>/", tasks.task_detail, name="task_detail"),
    path("tasks/<uuid:pk>/edit/", tasks.task_edit, name="task_edit"),
    path("tasks/<uuid:pk>/finish/", tasks.task_finish, name="task_finish"),
    path("tasks/<uuid:pk>/reopen/", tasks.task_reopen, name="task_reopen"),
    path("logs/", logs.log_list, name="log_list"),
    path("logs/export/", logs.log_export, name="log_export"),
    path("logs/new/", logs.log_create, name="log_create"),
    path("logs/<uuid:pk>/", logs.log_detail, name="log_detail"),
    path("logs/<uuid:pk>/edit/", logs.log_edit, name="log_edit"),
    path("photos/<uuid:pk>/", logs.photo_detail, name="photo_detail"),
    path("ledger/", ledger.ledger_view, name="ledger_view"),
    path("ledger/export/", ledger.ledger_export, name="ledger_export"),
    path("reports/", reports.report_list, name="report_list"),
    path("reports/export/", reports.report_export, name="report_export"),
    path("reports/due/", reports.report_due, name="report_due"),
    path("reports/new/", reports.report_create, name="report_create"),
    path("reports/<uuid:pk>/", reports.report_detail, name="report_detail"),
    path("reports/<uuid:pk>/edit/", reports.report_edit, name="report_edit"),
    path("reports/<uuid:pk>/submit/", reports.report_submit, name="report_submit"),
    path("reports/<uuid:pk>/accept/", reports.report_accept, name="report_accept"),
    path("reports/<uuid:pk>/return/", reports.report_return, name="report_return"),
    path("reports/<uuid:pk>/download/", reports.report_download, name="report_download"),
    path("leaves/", leave.leave_list, name="leave_list"),
    path("leaves/new/", leave.leave_create, name="leave_create"),
    path("leaves/<uuid:pk>/", leave.leave_detail, name="leave_detail"),
    path("sites/<uuid:pk>/task-panel/", tasks.site_task_panel, name="site_task_panel"),
    path("sites/<uuid:pk>/log-panel/", logs.site_log_panel, name="site_log_panel"),
    path("sites/<uuid:pk>/report-panel/", reports.site_report_panel, name="site_report_panel"),
    path("teams/<uuid:pk>/task-panel/", tasks.team_task_panel, name="team_task_panel"),
    path("teams/<uuid:pk>/log-panel/", logs.team_log_panel, name="team_log_panel"),
    path("teams/<uuid:pk>/report-panel/", reports.team_report_panel, name="team_report_panel"),
]
