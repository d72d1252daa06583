"""Where two people said different things of one field: both versions, and a choice for each."""

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from dundian.kernel.errors import Invalid
from dundian.kernel.paging import counted, keyset
from dundian.offline.access import acting
from dundian.offline.actions.conflicts import Moved, resolve_conflict, show_anew
from dundian.offline.models import Conflict
from dundian.offline.queries.conflicts import conflicts_for, versions
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.pages import done, render_page

ALL = ("mine", "theirs")


@require_GET
def conflict_list(request: ActorRequest) -> HttpResponse:
    """Open ones that one may settle, the newest first."""
    rows = conflicts_for(request.actor).open()
    page = keyset(rows, order=["-created_at", "-id"], cursor=request.GET.get("cursor", ""))
    return render_page(request, "offline/conflicts.html", {"page": page, "total": counted(rows)})


@require_http_methods(["GET", "POST"])
def conflict_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    """Both versions of each field; a post chooses."""
    conflict = (
        conflicts_for(request.actor).select_related("operation__device", "resolved_by").filter(pk=pk).first()
    )
    if conflict is None:
        raise Http404
    told, status = "", 200
    if request.method == "POST":
        try:
            resolve_conflict(
                conflict=conflict, choices=_choices(request, conflict), actor=_actor(request.actor, conflict)
            )
            return done(request, _("Your choice is recorded."), "offline:conflict_list")
        except Moved as moved:
            show_anew(conflict=conflict, differs=moved.differs)
            conflict.refresh_from_db()
            told, status = moved.reason, 409
        except Invalid as fault:
            told, status = " ".join(str(m) for m in fault.messages.values()), 422
    context = {"conflict": conflict, "versions": versions(conflict), "told": told}
    return render_page(request, "offline/conflict.html", context, status=status)


def _choices(request: ActorRequest, conflict: Conflict) -> dict[str, str]:
    whole = request.POST.get("take", "")
    return {
        f["field"]: whole if whole in ALL else request.POST.get(f"take.{f['field']}", "")
        for f in conflict.fields
    }


def _actor(today: Actor, conflict: Conflict) -> Actor:
    """Whoever sent it settles it with the rights of that moment, as the phone would."""
    if conflict.user_id != today.user.pk:
        return today
    operation = conflict.operation
    return acting(
        device=operation.device,
        today=today,
        kind=operation.kind,
        unit=conflict.subject.unit,
        at=conflict.mine_at,
    )
