"""Addresses of signing in and of one's own account."""

from django.urls import path

from dundian.accounts.views import mine, sign_in

app_name = "accounts"
urlpatterns = [
    path("sign-in/", sign_in.session_create, name="session_create"),
    path("sign-in/code/", sign_in.session_confirm, name="session_confirm"),
    path("sign-in/resume/", sign_in.session_resume, name="session_resume"),
    path("sign-out/", sign_in.session_end, name="session_end"),
    path("me/", mine.profile_view, name="profile_view"),
    path("me/password/", mine.password_change, name="password_change"),
    path("me/sessions/", mine.session_list, name="session_list"),
    path("me/sessions/others/end/", mine.session_revoke_others, name="session_revoke_others"),
    path("me/sessions/<uuid:sign_in_id>/end/", mine.session_revoke, name="session_revoke"),
    path("me/second-factor/", mine.factor_view, name="factor_view"),
    path("me/second-factor/add/", mine.factor_add, name="factor_add"),
    path("me/second-factor/remove/", mine.factor_remove, name="factor_remove"),
    path("me/second-factor/codes/", mine.codes_renew, name="codes_renew"),
]
