"""Somebody who acts, without any account: the gallery shows the shell as each face sees it."""

from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

from django.http import HttpRequest, HttpResponseBase

from dundian.ui import navigation
from dundian.ui.navigation import NavItem

TEMPLATES = Path(__file__).parent / "templates"
ITEMS = (
    NavItem("工作台", "gallery:home", "home", labels={"cadre": "今天"}),
    NavItem("行动", "gallery:empty", "campaigns"),
    NavItem("点位", "gallery:site_list", "sites", order=10, count=lambda request: 42),
    NavItem("工作组", "gallery:site_wide", "sites", order=20),
    NavItem("新增", "gallery:site_create", "sites", order=30),
    NavItem("任务", "gallery:task_list", "tasks"),
    NavItem("诉求", "gallery:panel", "concerns"),
    NavItem("督查", "gallery:broken", "oversight"),
    NavItem("统计", "gallery:refused", "library"),
    NavItem("我的", "gallery:site_detail", "me"),
    NavItem("待批", "gallery:site_choose", "approvals"),
    NavItem("我的账户", "gallery:site_edit", "account", icon="user"),
    NavItem("退出登录", "gallery:sign_in", "account", order=200, icon="logout", post=True),
)


class Someone:
    """`request.actor` with the role named in the cookie `role`."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        navigation.register(*ITEMS)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        role = request.COOKIES.get("role", "office")
        actor = None if role == "nobody" else SimpleNamespace(roles={role}, user="王某某")
        request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)
