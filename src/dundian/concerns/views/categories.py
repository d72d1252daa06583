"""The tree of categories in force, how far the machine has learned it, and a new edition."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from dundian.concerns import actions, forms, queries
from dundian.kernel.errors import Invalid, Refused
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.org.models import Role, Unit
from dundian.ui.forms import show
from dundian.ui.pages import done, render_page


def _unit_of(actor: Actor) -> Unit:
    """The federation whose tree the person works with: that of the highest post that handles concerns."""
    posts = [a for a in actor.appointments if actor.can("view", "category", a.unit)]
    if not posts:
        raise Refused(_("None of your appointments lets you see the categories."))
    return min(posts, key=lambda a: (a.role != Role.OFFICE, len(a.unit.path))).unit


@require_safe
def category_list(request: ActorRequest) -> HttpResponse:
    unit = _unit_of(request.actor)
    context = {
        "unit": unit,
        "tree": queries.tree_for(unit),
        "learned": queries.learned_for(unit),
        "fewest": queries.FEWEST_EXAMPLES,
        "may_change": request.actor.can("change", "category", unit),
    }
    return render_page(request, "concerns/category_list.html", context)


@require_http_methods(["GET", "POST"])
def category_edit(request: ActorRequest, unit_id: int) -> HttpResponse:
    unit = get_object_or_404(Unit.objects.visible_to(request.actor), pk=unit_id)
    request.actor.require("change", "category", unit)
    rows = ["\t".join(row) for row in queries.tree_for(unit).rows()]
    form = forms.CategoriesForm(request.POST or None, initial={"rows": "\n".join(rows)})
    if request.method == "POST" and form.is_valid():
        try:
            actions.adopt_categories(unit=unit, rows=form.cleaned_data["rows"], actor=request.actor)
        except Invalid as bad:
            show(form, bad)
        else:
            return done(request, _("The new edition is in force."), "concerns:category_list")
    status = 422 if form.errors else 200
    return render_page(request, "concerns/category_edit.html", {"form": form, "unit": unit}, status=status)
