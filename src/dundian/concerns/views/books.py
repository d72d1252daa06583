"""What a federation keeps for handling: bodies it writes to, and common phrases."""

from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.concerns import access, actions, forms, queries
from dundian.concerns.models import OutsideBody, Phrase
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])


def _require_handling(request: ActorRequest) -> None:
    if not access.handling_units(request.actor):
        raise Refused(_("None of your appointments handles concerns."))


@require_safe
def body_list(request: ActorRequest) -> HttpResponse:
    """Authorities and employers in scope and of the federations above."""
    _require_handling(request)
    actor = request.actor
    rows = list(queries.bodies(actor)[:500])
    lines = [(row, actor.can("change", "outside_body", row.unit)) for row in rows]
    context = {"lines": lines, "may_add": actor.can("change", "outside_body")}
    return render_page(request, "concerns/body_list.html", context)


@form_page
def body_add(request: ActorRequest) -> HttpResponse:
    request.actor.require("change", "outside_body", reason=_("Kept by programme offices."))
    form = forms.BodyForm(request.POST or None, actor=request.actor)
    return _body_page(request, form, None)


@form_page
def body_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    _require_handling(request)
    body = get_object_or_404(queries.bodies(request.actor), pk=pk)
    request.actor.require("change", "outside_body", body.unit, _("Kept by programme offices."))
    form = forms.BodyForm(request.POST or None, actor=request.actor, body=body)
    return _body_page(request, form, body)


def _body_page(request: ActorRequest, form: forms.BodyForm, body: OutsideBody | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        data = dict(form.cleaned_data)
        unit = body.unit if body else data.pop("unit")
        try:
            actions.keep_body(unit=unit, body=body, actor=request.actor, **data)
        except Invalid as error:
            show(form, error)
        else:
            return done(request, _("Saved."), "concerns:body_list")
    context = {"form": form, "body": body, "cancel_url": reverse("concerns:body_list")}
    return render_page(request, "concerns/body_form.html", context, status=422 if form.errors else 200)


@form_page
def phrase_list(request: ActorRequest) -> HttpResponse:
    """One's own phrases and the federation's, and a form for a new one."""
    _require_handling(request)
    actor = request.actor
    form = forms.PhraseForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        try:
            actions.add_phrase(**{"unit": None, **form.cleaned_data}, actor=actor)
        except Invalid as error:
            show(form, error)
        else:
            return done(request, _("The phrase is kept."), "concerns:phrase_list")
    rows = list(queries.all_phrases(actor)[:500])
    lines = [(p, p.user_id is not None or actor.can("change", "phrase", p.unit)) for p in rows]
    context = {"form": form, "lines": lines}
    return render_page(request, "concerns/phrase_list.html", context, status=422 if form.errors else 200)


@require_POST
def phrase_delete(request: ActorRequest, pk: UUID) -> HttpResponse:
    _require_handling(request)
    phrase = get_object_or_404(queries.all_phrases(request.actor), pk=pk)
    actions.delete_phrase(phrase=Phrase.objects.select_related("unit").get(pk=phrase.pk), actor=request.actor)
    return done(request, _("The phrase is deleted."), "concerns:phrase_list")
