"""Addresses of concerns."""

from django.urls import path, register_converter

from dundian.concerns import views


class ConcernNumber:
    regex = r"\d{4}-\d{6,}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class WordOrPdf:
    regex = r"docx|pdf"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(ConcernNumber, "concern")
register_converter(WordOrPdf, "word_or_pdf")

app_name = "concerns"
urlpatterns = [
    path("concerns/", views.concern_list, name="concern_list"),
    path("concerns/export/", views.concern_export, name="concern_export"),
    path("concerns/new/", views.concern_raise, name="concern_raise"),
    path("concerns/assign/", views.concern_assign_many, name="concern_assign_many"),
    path("concerns/hand-over/", views.desk_hand_over, name="desk_hand_over"),
    path("concerns/near/", views.concern_near, name="concern_near"),
    path("concerns/trends/", views.trends, name="trends"),
    path("concerns/issues/", views.issue_list, name="issue_list"),
    path("concerns/issues/export/", views.issue_export, name="issue_export"),
    path("concerns/issues/<uuid:pk>/", views.issue_detail, name="issue_detail"),
    *(
        path(f"concerns/issues/<uuid:pk>/{act.slug}/", views.issue_acting(name), name=f"issue_{name}")
        for name, act in views.ISSUE_ACTS.items()
    ),
    path("concerns/issues/<uuid:pk>/<concern:number>/take-out/", views.issue_take_out, name="issue_take_out"),
    path("concerns/categories/", views.category_list, name="category_list"),
    path("concerns/categories/<int:unit_id>/", views.category_edit, name="category_edit"),
    path("concerns/limits/", views.time_limits, name="time_limits"),
    path("concerns/rules/", views.handling_rule, name="handling_rule"),
    path("concerns/bodies/", views.body_list, name="body_list"),
    path("concerns/bodies/new/", views.body_add, name="body_add"),
    path("concerns/bodies/<uuid:pk>/", views.body_edit, name="body_edit"),
    path("concerns/phrases/", views.phrase_list, name="phrase_list"),
    path("concerns/phrases/<uuid:pk>/delete/", views.phrase_delete, name="phrase_delete"),
    path("concerns/site/<uuid:site_id>/", views.site_panel, name="site_panel"),
    path("concerns/log/<uuid:log_id>/", views.log_panel, name="log_panel"),
    path("concerns/<concern:number>/", views.concern_detail, name="concern_detail"),
    path("concerns/<concern:number>/print/", views.concern_print, name="concern_print"),
    *(
        path(
            f"concerns/<concern:number>/{name.replace('_', '-')}/", views.acting(name), name=f"concern_{name}"
        )
        for name in views.ACTS
    ),
    path("concerns/<concern:number>/watch/", views.concern_watch, name="concern_watch"),
    path("concerns/<concern:number>/unlink/<concern:other>/", views.concern_unlink, name="concern_unlink"),
    *(
        path(f"concerns/<concern:number>/{part}/<uuid:pk>/{verb}/", views.row_acting(name), name=name)
        for name, part, verb in views.ROWS
    ),
    path("concerns/<concern:number>/files/<uuid:pk>/", views.attachment_open, name="attachment_open"),
    path("concerns/<concern:number>/letters/<uuid:pk>/", views.letter_open, name="letter_open"),
    path("concerns/<concern:number>/reporter/", views.concern_reporter, name="concern_reporter"),
    path("w/track/", views.worker_track, name="worker_track"),
    path("w/<slug:token>/", views.worker_page, name="worker_page"),
    path("concerns/posters/", views.site_page_list, name="site_page_list"),
    path("concerns/posters/propose/", views.poster_propose, name="poster_propose"),
    path("concerns/posters/<word_or_pdf:format>/", views.poster_print, name="poster_print"),
    path("concerns/posters/<uuid:page_id>/revoke/", views.site_page_revoke, name="site_page_revoke"),
    path("concerns/retention/", views.retention, name="retention"),
    path("concerns/<concern:number>/worker/", views.worker_talk, name="worker_talk"),
]
