"""Pages of the federation's own templates."""

from uuid import UUID

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.documents import actions, kinds, press
from dundian.documents.checking import MAX_OCTETS
from dundian.documents.forms import TemplateForm
from dundian.documents.kinds import DocumentKind
from dundian.documents.models import LetterTemplate
from dundian.documents.queries import template_in_force, templates_in_force
from dundian.documents.views.previews import preview_of, preview_picture
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Unit
from dundian.ui.forms import show
from dundian.ui.pages import DOCX, done, download, render_page

TONES = {"checked": "todo", "active": "doing", "retired": "done"}


def _home(actor: Actor) -> Unit:
    by = actor.require("view", "letter_template", None, _("Only the programme office keeps templates."))
    if by is None:
        raise Http404
    return by.unit


def _template(request: ActorRequest, pk: UUID) -> LetterTemplate:
    rows = LetterTemplate.objects.visible_to(request.actor).select_related("unit", "by")
    return get_object_or_404(rows, pk=pk)


def _described(key: str) -> DocumentKind:
    kind = kinds.find(key)
    if kind is None:
        raise Http404
    return kind


def trial(kind: DocumentKind, source: bytes | None) -> bytes:
    """The sample of a kind, printed with a template or with the default."""
    facts = {**kind.sample(), "verification": "0000-0000-0000-0000"}
    return press.print_with(source or press.default_source(kind), kind, facts)


@require_safe
def template_list(request: ActorRequest) -> HttpResponse:
    """Every kind with what prints it here."""
    unit = _home(request.actor)
    own = templates_in_force(unit)
    rows = [(kind, own.get(kind.key)) for kind in kinds.every()]
    return render_page(request, "documents/template_list.html", {"unit": unit, "rows": rows})


@require_http_methods(["GET", "HEAD", "POST"])
def template_kind(request: ActorRequest, kind: str) -> HttpResponse:
    """The fields of a kind, its editions here, and a new one sent in."""
    unit, described = _home(request.actor), _described(kind)
    posted = request.method == "POST"
    form = TemplateForm(request.POST if posted else None, request.FILES if posted else None)
    if posted and form.is_valid():
        sent = form.cleaned_data["file"]
        try:
            template = actions.add_template(
                unit=unit,
                kind=kind,
                filename=sent.name or "",
                content=sent.read(MAX_OCTETS + 1),
                actor=request.actor,
            )
        except Invalid as bad:
            show(form, bad)
        else:
            return done(
                request, _("The template has been checked."), "documents:template_detail", template.pk
            )
    editions = (
        LetterTemplate.objects.visible_to(request.actor).filter(unit=unit, kind=kind).select_related("by")
    )
    context = {
        "form": form,
        "unit": unit,
        "kind": described,
        "fields": described.known().values(),
        "editions": [(t, TONES[t.state]) for t in editions.order_by("-edition")[:50]],
        "in_force": template_in_force(unit, kind),
    }
    return render_page(request, "documents/template_kind.html", context, status=422 if form.errors else 200)


@require_safe
def template_default(request: ActorRequest, kind: str) -> HttpResponseBase:
    """The default template, to begin one's own with."""
    _home(request.actor)
    described = _described(kind)
    name = _("%(kind)s-template.docx") % {"kind": described.title}
    return download(press.default_source(described), name, DOCX)


@require_safe
def template_sample(request: ActorRequest, kind: str) -> HttpResponse:
    """What the default prints, to be looked at."""
    _home(request.actor)
    described = _described(kind)
    here = reverse("documents:template_sample", args=[kind])
    file_url = reverse("documents:template_default", args=[kind])
    return preview_of(
        request, trial(described, None), here=here, file_url=file_url, title=str(described.title)
    )


@require_safe
def template_sample_picture(request: ActorRequest, kind: str, number: int) -> HttpResponseBase:
    _home(request.actor)
    return preview_picture(trial(_described(kind), None), number)


@require_safe
def template_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    template = _template(request, pk)
    described = _described(template.kind)
    titles = {name: f.title for name, f in described.known().items()}
    context = {
        "template": template,
        "kind": described,
        "tone": TONES[template.state],
        "missing": [(name, titles.get(name, name)) for name in template.report.get("missing", [])],
        "may_change": request.actor.can("change", "letter_template", template.unit),
        "preview_url": reverse("documents:template_preview", args=[pk]),
    }
    return render_page(request, "documents/template_detail.html", context)


def _source(template: LetterTemplate) -> bytes:
    with template.file.open("rb") as stored:
        return bytes(stored.read())


@require_safe
def template_file(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    template = _template(request, pk)
    return download(_source(template), template.filename, DOCX)


def _trial_of(template: LetterTemplate) -> bytes:
    if not template.usable:
        raise Invalid(_("This template has faults. Mend the Word file and send it again."))
    return trial(_described(template.kind), _source(template))


@require_safe
def template_trial(request: ActorRequest, pk: UUID) -> HttpResponseBase:
    """The trial print as a Word file."""
    template = _template(request, pk)
    return download(_trial_of(template), _("%(kind)s-trial print.docx") % {"kind": template}, DOCX)


@require_safe
def template_preview(request: ActorRequest, pk: UUID) -> HttpResponse:
    template = _template(request, pk)
    urls = reverse("documents:template_preview", args=[pk]), reverse("documents:template_trial", args=[pk])
    return preview_of(request, _trial_of(template), here=urls[0], file_url=urls[1], title=str(template))


@require_safe
def template_picture(request: ActorRequest, pk: UUID, number: int) -> HttpResponseBase:
    return preview_picture(_trial_of(_template(request, pk)), number)


@require_http_methods(["GET", "HEAD", "POST"])
def template_activate(request: ActorRequest, pk: UUID) -> HttpResponse:
    template = _template(request, pk)
    request.actor.require(
        "change", "letter_template", template.unit, _("Only the programme office keeps templates.")
    )
    here = reverse("documents:template_detail", args=[pk])
    if request.method == "POST":
        actions.activate_template(template=template, actor=request.actor)
        return done(request, _("The template is in force."), here)
    context = {
        "title": _("Put the template in force"),
        "question": _(
            "Documents of this kind are printed with it from now on, here and at federations beneath without one."
        ),
        "facts": [(_("Template"), str(template)), (_("File"), template.filename)],
        "submit": _("Put in force"),
        "cancel_url": here,
    }
    return render_page(request, "ui/confirm.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
def template_retire(request: ActorRequest, pk: UUID) -> HttpResponse:
    template = _template(request, pk)
    request.actor.require(
        "change", "letter_template", template.unit, _("Only the programme office keeps templates.")
    )
    here = reverse("documents:template_detail", args=[pk])
    if request.method == "POST":
        actions.retire_template(template=template, actor=request.actor)
        return done(request, _("The template is no longer in force."), here)
    context = {
        "title": _("Back to the default"),
        "question": _(
            "Documents of this kind are printed with the template of the federation above, or with the default."
        ),
        "facts": [(_("Template"), str(template))],
        "submit": _("Back to the default"),
        "cancel_url": here,
    }
    return render_page(request, "ui/confirm.html", context)
