"""Time limits."""

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.concerns import actions, forms, queries
from dundian.concerns.models import TimeLimit
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import done, render_page


@require_http_methods(["GET", "POST"])
def time_limits(request: ActorRequest) -> HttpResponse:
    """The limits that hold at and beneath the actor's offices, and a form to set one."""
    actor = request.actor
    actor.require("view", "time_limit", reason=_("Time limits are kept by programme offices."))
    form = forms.TimeLimitForm(request.POST or None, actor=actor)
    if request.method == "POST" and form.is_valid():
        actions.set_time_limit(**form.cleaned_data, actor=actor)
        return done(request, _("The time limit is set."), "concerns:time_limits")
    limits = TimeLimit.objects.filter(unit__in=actor.units("view", "time_limit")).select_related("unit")
    shipped = [(m.label, t.label, limit) for (m, t), limit in queries.SHIPPED_LIMITS.items()]
    context = {"form": form, "limits": limits.order_by("unit__path", "matter"), "shipped": shipped}
    return render_page(request, "concerns/time_limits.html", context, status=422 if form.errors else 200)
