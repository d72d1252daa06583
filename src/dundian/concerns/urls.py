"""Addresses of concerns."""

from django.urls import path, register_converter

from dundian.concerns import views


class ConcernNumber:
    regex = r"\d{4}-\d{6,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ConcernNumber, "concern")

app_name = "concerns"
urlpatterns = [
    path("concerns/", views.concern_list, name="concern_list"),
    path("concerns/export/", views.concern_export, name="concern_export"),
    path("concerns/new/", views.concern_raise, name="concern_raise"),
    path("concerns/limits/", views.time_limits, name="time_limits"),
    path("concerns/site/<uuid:site_id>/", views.site_panel, name="site_panel"),
    path("concerns/<concern:number>/", views.concern_detail, name="concern_detail"),
    path("concerns/<concern:number>/step/", views.concern_step, name="concern_step"),
    path("concerns/<concern:number>/refer/", views.concern_refer, name="concern_refer"),
    path("concerns/<concern:number>/answer/", views.referral_answer, name="referral_answer"),
    path("concerns/<concern:number>/assign/", views.concern_assign, name="concern_assign"),
    path("concerns/<concern:number>/close/", views.concern_close, name="concern_close"),
    path("concerns/<concern:number>/reopen/", views.concern_reopen, name="concern_reopen"),
    path("concerns/<concern:number>/take-over/", views.concern_take_over, name="concern_take_over"),
    path("concerns/<concern:number>/reporter/", views.concern_reporter, name="concern_reporter"),
]
