"""The builder of one's own tables."""

from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.conf import settings
from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.exchange.export import workbook_response
from dundian.insight import actions, publishing, sending
from dundian.insight.models import Delivery, OwnTable
from dundian.insight.tables import TableForm
from dundian.insight.views.frame import named, require_figures
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import Form, show
from dundian.ui.pages import XLSX, done, download, render_page


class KeepForm(Form):
    """Under which name, for whom, and how often."""

    name = django_forms.CharField(label=gettext_lazy("Name of the table"), max_length=60)
    shared = django_forms.BooleanField(label=gettext_lazy("Share within my unit and beneath"), required=False)
    every = django_forms.ChoiceField(
        label=gettext_lazy("Send me the workbook"), choices=OwnTable.Every.choices, required=False
    )
    mail_to = django_forms.EmailField(
        label=gettext_lazy("Also by mail to"), max_length=120, required=False,
        help_text=gettext_lazy("The workbook lies in the inbox in any case."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not settings.MAIL_HOST:
            del self.fields["mail_to"]
            self.fields["every"].help_text = _("No mail server is set up here: it lies in the inbox alone.")


@require_http_methods(["GET", "HEAD", "POST"])
def table_build(request: ActorRequest) -> HttpResponse:
    """Choose, look, keep. The conditions stand in the address; a POST keeps them under a name."""
    require_figures(request)
    form = TableForm(request.GET, actor=request.actor)
    keep = KeepForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and keep.is_valid():
        try:
            actions.keep_table(conditions=form.kept(), actor=request.actor, **keep.cleaned_data)
        except Invalid as bad:
            show(keep, bad)
        else:
            return done(request, _("Kept."), "insight:table_list")
    grid, why = form.grid()
    context = {
        "filter": form,
        "grid": grid,
        "why": why,
        "form": keep,
        "as_of": clock.now(),
        "small": "：".join(publishing.explained()),
        "export_url": f"{reverse('insight:table_export')}?{request.GET.urlencode()}",
    }
    status = 422 if keep.errors else 200
    return render_page(
        request, "insight/table_build.html", context, fragment="insight/_table.html", status=status
    )


@require_safe
def table_export(request: ActorRequest) -> HttpResponseBase:
    require_figures(request)
    form = TableForm(request.GET, actor=request.actor)
    grid, why = form.grid()
    if grid is None:
        raise Invalid({"": why})
    title, cells, filters = str(grid.title), sending.cells_of(grid), form.in_use
    if request.GET.get("publish"):
        cells, filters = publishing.rows_of(grid), [*filters, publishing.explained()]
    return workbook_response(
        cells, sending.columns_of(grid), title, title, filters=filters, actor=request.actor, noun="table"
    )


@require_safe
def table_list(request: ActorRequest) -> HttpResponse:
    require_figures(request)
    rows = OwnTable.objects.visible_to(request.actor).select_related("owner", "unit").order_by("name", "id")
    sent = Delivery.objects.visible_to(request.actor).select_related("table").defer("content")
    context: dict[str, Any] = {
        "tables": rows[:200],
        "sent": sent.order_by("-on", "-id")[:20],
        "me": request.actor.user.pk,
    }
    return render_page(request, "insight/table_list.html", context)


@require_POST
def table_drop(request: ActorRequest, table_id: UUID) -> HttpResponse:
    require_figures(request)
    actions.drop_table(table=named(OwnTable.objects.visible_to(request.actor), table_id), actor=request.actor)
    return done(request, _("Dropped."), "insight:table_list")


@require_safe
def delivery_download(request: ActorRequest, delivery_id: UUID) -> HttpResponseBase:
    """The workbook that was sent. Opening it is enough; it leaves the inbox as read."""
    require_figures(request)
    delivery = named(Delivery.objects.visible_to(request.actor).select_related("table"), delivery_id)
    if delivery.read_at is None and request.method == "GET":
        Delivery.objects.filter(pk=delivery.pk).update(read_at=clock.now())
    return download(bytes(delivery.content), f"{delivery.table.name} {delivery.on}.xlsx", XLSX)
