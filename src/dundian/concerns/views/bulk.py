"""Several concerns at once."""

from django.db.models import QuerySet
from django.http import HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from dundian.concerns import access, actions, forms, queries
from dundian.concerns.models import Concern
from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page
from dundian.ui.selection import Selection

MOST_AT_ONCE = 200


@require_POST
def concern_assign_many(request: ActorRequest) -> HttpResponse:
    """Chosen open concerns of one unit go to one colleague, after a page that says which."""
    actor = request.actor
    units = access.handling_units(actor)
    if not units:
        raise Refused(_("None of your appointments handles concerns."))
    chosen = Selection.of(request)

    def found(rows: QuerySet[Concern], query: QueryDict) -> QuerySet[Concern]:
        conditions = forms.ConcernFilter(query, actor=actor).conditions()
        return queries.filtered(rows, **conditions)

    rows = chosen.rows(Concern.objects.visible_to(actor), found)
    mine = rows.exclude(step=Concern.Step.CLOSED).filter(handler__in=units)
    concerns = list(mine.select_related("handler", "unit").order_by("number")[: MOST_AT_ONCE + 1])
    _check(concerns)
    unit = concerns[0].handler
    confirmed = request.POST.get("confirmed") == "1"
    form = forms.AssignManyForm(request.POST if confirmed else None, unit=unit)
    if confirmed and form.is_valid():
        try:
            n = actions.assign_many(concerns=concerns, person=form.cleaned_data["person"], actor=actor)
        except Invalid as error:
            show(form, error)
        else:
            said = ngettext("%(n)d concern given over.", "%(n)d concerns given over.", n) % {"n": n}
            return done(request, said, "concerns:concern_list")
    context = {
        "title": _("Give to a colleague"),
        "question": ngettext(
            "This concern goes to one person of %(unit)s.", "These %(n)d concerns go to one person of %(unit)s.",
            len(concerns),
        ) % {"n": len(concerns), "unit": unit},
        "facts": [(c.number, c.text[:60]) for c in concerns[:20]],
        "inputs": chosen.inputs(),
        "form": form,
        "submit": _("Give over"),
        "cancel_url": reverse("concerns:concern_list"),
    }  # fmt: skip
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


def _check(concerns: list[Concern]) -> None:
    if not concerns:
        raise Invalid(_("None of the chosen concerns is open and with your unit."))
    if len(concerns) > MOST_AT_ONCE:
        raise Invalid(_("At most %(count)d at once; narrow the filter.") % {"count": MOST_AT_ONCE})
    if len({c.handler_id for c in concerns}) > 1:
        raise Invalid(_("They lie with different units; choose those of one."))


@require_http_methods(["GET", "HEAD", "POST"])
def desk_hand_over(request: ActorRequest) -> HttpResponse:
    """Everything that one colleague of the person's unit has goes to another."""
    actor = request.actor
    post = next((a for a in actor.appointments if a.role in access.HANDLERS), None)
    if post is None:
        raise Refused(_("None of your appointments handles concerns."))
    unit = post.unit
    form = forms.HandOverForm(request.POST or None, unit=unit)
    if request.method == "POST" and form.is_valid():
        try:
            n = actions.hand_over(unit=unit, actor=actor, **form.cleaned_data)
        except Invalid as error:
            show(form, error)
        else:
            said = ngettext("%(n)d concern given over.", "%(n)d concerns given over.", n) % {"n": n}
            return done(request, said, "concerns:concern_list")
    context = {"form": form, "unit": unit, "cancel_url": reverse("concerns:concern_list")}
    return render_page(request, "concerns/hand_over.html", context, status=422 if form.errors else 200)
