"""Addresses of no single room."""

from django.urls import path

from dundian.web.views import audit, feedback, health, help, home, search, sign_ins

app_name = "web"
urlpatterns = [
    path("", home.home, name="home"),
    path("todo/", home.todo_list, name="todo_list"),
    path("search/", search.search, name="search"),
    path("help/", help.help_view, name="help_view"),
    path("help/<slug:topic>/", help.help_view, name="help_topic"),
    path("feedback/", feedback.feedback_create, name="feedback_create"),
    path("feedback/list/", feedback.feedback_list, name="feedback_list"),
    path("feedback/<uuid:feedback_id>/answer/", feedback.feedback_answer, name="feedback_answer"),
    path("feedback/<str:number>/", feedback.feedback_view, name="feedback_view"),
    path("sign-ins/", sign_ins.sign_in_list, name="sign_in_list"),
    path("sign-ins/<uuid:person_id>/open/", sign_ins.sign_in_open, name="sign_in_open"),
    path("sign-ins/<uuid:person_id>/reset/", sign_ins.sign_in_reset, name="sign_in_reset"),
    path("sign-ins/<uuid:person_id>/change/", sign_ins.sign_in_change, name="sign_in_change"),
    path("sign-ins/<uuid:person_id>/second-factor/", sign_ins.factor_reset, name="factor_reset"),
    path("audit/export.xlsx", audit.audit_export, name="audit_export"),
    path("healthz", health.health, name="health"),
]
