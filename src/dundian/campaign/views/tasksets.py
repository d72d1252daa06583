"""Task sets: the list, one edition, its editor, the shipped templates."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign import actions, catalogue, queries
from dundian.campaign.access import require_keep
from dundian.campaign.forms.rows import Rows, rows_of, with_spare
from dundian.campaign.forms.tasksets import CatalogueForm, ItemRow, TaskSetFilter, TaskSetForm, TaskSetHead
from dundian.campaign.models import TaskSet
from dundian.campaign.views.building import version_in
from dundian.campaign.views.sight import posted, task_set_in_sight
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid
from dundian.kernel.paging import keyset
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

EDIT = require_http_methods(["GET", "HEAD", "POST"])
TONES = {TaskSet.State.DRAFT: "todo", TaskSet.State.PUBLISHED: "done", TaskSet.State.RETIRED: "done"}


@require_safe
def task_set_list(request: ActorRequest) -> HttpResponse:
    request.actor.require("view", "task_set")
    conditions = TaskSetFilter(request.GET)
    rows = queries.task_sets_for(request.actor, conditions.valid_data())
    context = {
        "filter": conditions,
        "page": keyset(rows, order=["-year", "-id"], cursor=request.GET.get("cursor", "")),
        "filtered": bool(conditions.in_use),
        "may_add": request.actor.can("add", "task_set"),
    }
    return render_page(
        request, "campaign/task_set_list.html", context, fragment="campaign/task_set_rows.html"
    )


@EDIT
def task_set_create(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "task_set", None, _("Only programme offices make task sets."))
    form = TaskSetForm(posted(request), actor=request.actor, initial={"year": clock.today().year})
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.create_task_set(actor=request.actor, **form.cleaned_data)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request, _("The draft has been made; add its lines."), "campaign:task_set_edit", made.pk
            )
    context = {"form": form, "cancel_url": reverse("campaign:task_set_list")}
    return render_page(request, "campaign/task_set_form.html", context, status=422 if form.errors else 200)


@require_safe
def task_set_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    task_set = task_set_in_sight(request, pk)
    seen = TaskSet.objects.visible_to(request.actor).values("pk")
    context = {
        "task_set": task_set,
        "tone": TONES[TaskSet.State(task_set.state)],
        "editions": queries.editions_of(task_set).filter(pk__in=seen),
        "campaigns": queries.campaigns_for(request.actor, {})
        .filter(task_sets=task_set)
        .order_by("-year", "unit__path"),
        "may_keep": request.actor.can("change", "task_set", task_set.unit),
    }
    return render_page(request, "campaign/task_set_detail.html", context)


def _stored(task_set: TaskSet) -> list[dict[str, Any]]:
    copied = (
        "name", "content", "indicator", "target", "due_after_days", "suggested", "takes_days", "weight", "fixed_on",
        "before_end", "evidence", "key",
    )  # fmt: skip
    items = list(task_set.items.prefetch_related("after"))
    number = {item.pk: n for n, item in enumerate(items, 1)}
    return [
        {name: getattr(item, name) for name in copied}
        | {"open_line": not item.name, "place": place}
        | {"after": ", ".join(str(n) for n in sorted(number[a.pk] for a in item.after.all()))}
        for place, item in enumerate(items, 1)
    ]


def in_order(rows: Rows) -> list[Any]:
    """Kept rows by the place typed in them; rows without one stay where they stand."""
    placed = enumerate(rows.kept(), 1)
    return [
        form
        for _place, form in sorted(
            placed, key=lambda pair: (pair[1].cleaned_data.get("place") or pair[0], pair[0])
        )
    ]


@EDIT
def task_set_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    task_set = task_set_in_sight(request, pk)
    require_keep(request.actor, "task_set", task_set.unit)
    if task_set.state != TaskSet.State.DRAFT:
        raise Invalid(_("A published task set never changes; make a new edition."))
    given = {"unit": task_set.unit, "indicators": queries.indicators_for(task_set.unit)}
    context: dict[str, Any] = {"task_set": task_set, "whole": [], "version": task_set.version}
    if request.method != "POST":
        head = TaskSetHead(initial={"source": task_set.source, "version": task_set.version})
        context |= {
            "head": head,
            "rows": rows_of(ItemRow, "items", stored=_stored(task_set), form_kwargs=given),
        }
        return render_page(request, "campaign/task_set_edit.html", context)
    if "add" in request.POST:
        head = TaskSetHead(
            initial={"source": request.POST.get("source"), "version": version_in(request.POST)}
        )
        context |= {"head": head, "rows": with_spare(ItemRow, "items", request.POST, form_kwargs=given)}
        return render_page(request, "campaign/task_set_edit.html", context)
    return _save_items(request, task_set, context, given)


def _save_items(
    request: ActorRequest, task_set: TaskSet, context: dict[str, Any], given: dict[str, Any]
) -> HttpResponse:
    head = context["head"] = TaskSetHead(request.POST)
    rows = context["rows"] = rows_of(ItemRow, "items", data=request.POST, form_kwargs=given)
    if head.is_valid() and rows.is_valid():
        kept = in_order(rows)
        numbers = {rows.forms.index(form) + 1: place for place, form in enumerate(kept, 1)}
        facts, lines = head.cleaned_data, [form.line(numbers) for form in kept]
        try:
            actions.edit_task_set(task_set=task_set, items=lines, actor=request.actor, **facts)
        except Invalid as bad:
            context["whole"] = rows.show(bad)
        except Conflict as clash:
            context |= {"theirs": _stored(clash.current), "version": clash.current.version}
            return render_page(request, "campaign/task_set_edit.html", context, status=409)
        else:
            return done(request, _("Saved."), "campaign:task_set_detail", task_set.pk)
    return render_page(request, "campaign/task_set_edit.html", context, status=422)


@EDIT
def task_set_publish(request: ActorRequest, pk: UUID) -> HttpResponse:
    task_set = task_set_in_sight(request, pk)
    require_keep(request.actor, "task_set", task_set.unit)
    if request.method == "POST":
        actions.publish_task_set(task_set=task_set, actor=request.actor)
        return done(request, _("The task set is published."), "campaign:task_set_detail", pk)
    items = list(task_set.items.all())
    context = {
        "title": _("Publish the task set"),
        "question": _("Publish “%(name)s”? From then on it never changes; a correction is a new edition.")
        % {"name": task_set},
        "facts": [
            (_("Lines"), len(items)),
            (_("Open lines, which make no task"), sum(not i.name for i in items)),
            (_("Lines that are only suggestions"), sum(i.suggested for i in items)),
        ],
        "submit": _("Publish"),
        "cancel_url": reverse("campaign:task_set_detail", args=[pk]),
    }
    return render_page(request, "ui/confirm.html", context)


@require_POST
def task_set_revise(request: ActorRequest, pk: UUID) -> HttpResponse:
    task_set = task_set_in_sight(request, pk)
    made = actions.revise_task_set(task_set=task_set, actor=request.actor)
    return done(request, _("A new edition has been made as a copy."), "campaign:task_set_edit", made.pk)


@require_POST
def task_set_retire(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.retire_task_set(task_set=task_set_in_sight(request, pk), actor=request.actor)
    return done(request, _("The task set is retired."), "campaign:task_set_detail", pk)


@require_POST
def task_set_discard(request: ActorRequest, pk: UUID) -> HttpResponse:
    actions.discard_task_set(task_set=task_set_in_sight(request, pk), actor=request.actor)
    return done(request, _("The draft has been thrown away."), "campaign:task_set_list")


@EDIT
def catalogue_load(request: ActorRequest) -> HttpResponse:
    request.actor.require("add", "task_set", None, _("Only programme offices make task sets."))
    shipped = catalogue.templates()
    names = [(t.key, t.name) for t in shipped] + [
        (catalogue.INDICATORS, _("Indicators that federations report under"))
    ]
    form = CatalogueForm(
        posted(request), actor=request.actor, names=names, initial={"names": [k for k, _n in names]}
    )
    if request.method == "POST" and form.is_valid():
        made = catalogue.install_defaults(actor=request.actor, **form.cleaned_data)
        counts = {"sets": len(made.task_sets), "indicators": len(made.indicators)}
        said = _(
            "Loaded: task sets %(sets)d, indicators %(indicators)d. What was there already has been left alone."
        )
        return done(request, said % counts, "campaign:task_set_list")
    context = {
        "form": form,
        "shipped": shipped,
        "indicators": catalogue.shipped_indicators(),
        "cancel_url": reverse("campaign:task_set_list"),
    }
    return render_page(request, "campaign/catalogue.html", context, status=422 if form.errors else 200)
