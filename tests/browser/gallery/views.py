"""Pages with invented content, made only of the shared components."""

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django import forms as django_forms
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from dundian.kernel.errors import Refused
from dundian.kernel.paging import Page
from dundian.ui import forms, pages
from dundian.ui.selection import Selection

KINDS = [
    ("park", "园区工会"),
    ("street", "乡镇（街道）工会"),
    ("new", "新就业形态工会"),
    ("private", "非公企业工会"),
]
STATES = [
    ("todo", "待办"),
    ("doing", "办理中"),
    ("due", "将到期"),
    ("overdue", "逾期3天"),
    ("returned", "退回"),
    ("done", "已办结"),
]
PHRASES = ["同意。", "已阅，请按程序办理。", "请补充材料后再报。"]


class SiteFilter(forms.FilterForm):
    q = django_forms.CharField(label="点位名称", max_length=50)
    kind = django_forms.ChoiceField(label="类型", choices=[("", "全部"), *KINDS])
    state = django_forms.ChoiceField(label="状态", choices=[("", "全部"), *STATES])
    start = django_forms.DateField(label="进驻日期自")
    team = django_forms.CharField(label="蹲点工作组")
    late = django_forms.BooleanField(label="只看逾期")
    more = ("team", "late")


class SiteForm(forms.Form):
    name = django_forms.CharField(
        label="点位名称", max_length=40, help_text="写工会全称，例如“自贡市某某区某某园区工会联合会”。"
    )
    kind = django_forms.ChoiceField(label="类型", choices=[("", "请选择"), *KINDS])
    workers = django_forms.IntegerField(label="职工人数", min_value=0)
    start = django_forms.DateField(label="进驻日期")
    end = django_forms.DateField(label="结束日期", required=False)
    level = django_forms.ChoiceField(
        label="劳动关系", choices=[("1", "平稳"), ("2", "一般"), ("3", "复杂")], widget=forms.SegmentedRadios
    )
    weak = django_forms.MultipleChoiceField(
        label="薄弱环节",
        choices=[("a", "组建率低"), ("b", "会员发展慢"), ("c", "班子不健全"), ("d", "经费不足")],
        widget=forms.Chips,
        required=False,
    )
    lead = django_forms.ChoiceField(
        label="牵头方式",
        choices=[("a", "市总工会领导牵头"), ("b", "部门牵头")],
        widget=django_forms.RadioSelect,
    )
    opinion = django_forms.CharField(
        label="办理意见", widget=forms.Opinion(PHRASES), max_length=200, required=False
    )
    plan = django_forms.FileField(label="调研材料", required=False, help_text=".docx 或 .pdf，不超过 20 MB。")
    told = django_forms.BooleanField(label="已告知所在单位", required=False)
    version = forms.VersionField(initial=3)
    columns = 2
    sections = (
        ("基本情况", ("name", "kind", "workers", "start", "end")),
        ("调研事实", ("level", "weak", "lead")),
        ("意见与材料", ("opinion", "plan", "told")),
    )


STORED = {
    "name": "沿滩区板仓园区工会联合会",
    "kind": "park",
    "workers": 1860,
    "start": date(2024, 4, 12),
    "end": date(2024, 7, 31),
    "level": "3",
    "weak": ["a", "d"],
    "lead": "a",
    "opinion": "同意。",
    "told": True,
}


def rows(count: int = 24) -> list[SimpleNamespace]:
    """Sites of every status."""
    return [
        SimpleNamespace(
            id=i,
            name=f"自流井区{'丹桂街道东光社区' if i % 3 else '舒坪街道新就业形态劳动者'}工会联合会第{i + 1}点位",
            kind=KINDS[i % 4][1],
            workers=1234 * (i + 1),
            team=f"第{i + 1}蹲点工作组",
            leader="陈某某",
            start=date(2024, 4, 1) + timedelta(days=i),
            state=STATES[i % 6],
            done=i,
            whole=24,
        )
        for i in range(count)
    ]


def listing(request: HttpRequest) -> HttpResponse:
    """Filter, bulk bar, table, pager."""
    context = {
        "filter": SiteFilter(request.GET or None),
        "page": Page(rows(), "bmV4dA", "cHJldg" if request.GET.get("cursor") else None),
        "total": 1042,
        "buttons": [("批量移交", "/sites/chosen/"), ("批量催办", "/sites/chosen/")],
    }
    return pages.render_page(request, "gallery/list.html", context, fragment="gallery/list_rows.html")


def wide(request: HttpRequest) -> HttpResponse:
    """A table of numbers that scrolls by itself."""
    return pages.render_page(request, "gallery/wide.html", {"rows": rows(6), "months": range(1, 13)})


def chosen(request: HttpRequest) -> HttpResponse:
    """The confirm page of a bulk action."""
    selection = Selection.of(request)
    context: dict[str, Any] = {
        "title": "批量催办",
        "question": f"向 {1042 if selection.everything else len(selection.ids)} 个点位的蹲点工作组发送催办通知？",
        "inputs": selection.inputs(),
        "facts": [("办理期限", "2024年6月20日前"), ("经办人", "市总工会蹲点办")],
        "cancel_url": "/sites/",
    }
    return pages.render_page(request, "ui/confirm.html", context)


def confirm(request: HttpRequest) -> HttpResponse:
    """A dangerous single action."""
    context = {
        "title": "撤销点位",
        "question": "撤销“板仓园区”点位？撤销后，工作组的任务清单将停止办理。",
        "danger": True,
        "cancel_url": "/sites/1/",
        "submit": "撤销点位",
    }
    return pages.render_page(request, "ui/confirm.html", context)


def form(request: HttpRequest) -> HttpResponse:
    """A form in sections, answered with its errors."""
    bound = SiteForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and bound.is_valid():
        return pages.done(request, f"已保存：{bound.cleaned_data['name']}", "gallery:site_detail")
    return pages.render_page(request, "gallery/form.html", {"form": bound, "cancel_url": "/sites/"})


def edit(request: HttpRequest) -> HttpResponse:
    """Two people, one record: version 3 was opened, version 4 is stored."""
    if request.method == "POST":
        bound = SiteForm(request.POST)
        if bound.is_valid() and bound.cleaned_data["version"] == 4:
            return pages.done(
                request,
                f"已保存：{bound.cleaned_data['name']} {bound.cleaned_data['weak']}",
                "gallery:site_detail",
            )
        theirs = SiteForm(initial=STORED)
        when = datetime(2024, 6, 12, 9, 30, tzinfo=timezone.get_default_timezone())
        return pages.conflict_page(request, mine=bound, theirs=theirs, version=4, by="李某某", when=when)
    return pages.render_page(request, "gallery/form.html", {"form": SiteForm(initial=STORED)})


def detail(request: HttpRequest) -> HttpResponse:
    """Facts, tabs, steps, timeline, figures, panel."""
    when = datetime(2024, 6, 3, 10, 20, tzinfo=timezone.get_default_timezone())
    events = [
        {
            "when": when,
            "title": "收到诉求",
            "who": "蹲点干部 王某某",
            "text": "职工反映食堂就餐时间与轮班冲突，夜班职工吃不上热饭。",
        },
        {"when": when + timedelta(days=2), "title": "转办", "who": "县总工会", "text": ""},
        {
            "when": when + timedelta(days=5),
            "title": "企业答复",
            "who": "所在单位工会",
            "text": "自6月10日起增设夜间供餐窗口。\n请工会监督。",
        },
    ]
    context = {
        "events": events,
        "steps": [("发现问题", "done"), ("理清思路", "done"), ("制定目标", "now"), ("精准施策", "next")],
        "tabs": [
            ("概况", "/sites/1/", True, None),
            ("任务", "/tasks/", False, 12),
            ("诉求", "/tasks/", False, 3),
        ],
        "rows": rows(5),
        "states": STATES,
        "workers": 1860,
    }
    return pages.render_page(request, "gallery/detail.html", context)


def home(request: HttpRequest) -> HttpResponse:
    """A leader's sentences and the office's figures."""
    return pages.render_page(request, "gallery/home.html", {"rows": rows(6)})


def empty(request: HttpRequest) -> HttpResponse:
    """Nothing there yet."""
    return pages.render_page(request, "gallery/empty.html")


class SignIn(forms.Form):
    username = django_forms.CharField(label="用户名")
    password = django_forms.CharField(label="密码", widget=django_forms.PasswordInput)


@login_not_required
def sign_in(request: HttpRequest) -> HttpResponse:
    """A page outside the shell."""
    return pages.render_page(request, "gallery/sign_in.html", {"form": SignIn(request.POST or None)})


def panel(request: HttpRequest) -> HttpResponse:
    """A fragment that fails."""
    raise RuntimeError("the panel breaks on purpose")


def refused(request: HttpRequest) -> HttpResponse:
    """A refusal with its reason."""
    raise Refused("只有派出单位的蹲点办可以撤销点位。")


def broken(request: HttpRequest) -> HttpResponse:
    """A page that fails."""
    raise RuntimeError("the page breaks on purpose")
