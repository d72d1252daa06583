"""Replacing a member of a team on site, and naming a stand-in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from dundian.kernel.errors import Invalid, Refused
from dundian.org.middleware import ActorRequest
from dundian.planning import actions
from dundian.planning.access import require_open, require_send
from dundian.planning.forms.replacing import ReplaceForm, StandInForm
from dundian.planning.models import Team
from dundian.planning.queries.assigning import suggest_replacements
from dundian.planning.views.finding import team_in_sight
from dundian.ui import forms
from dundian.ui.formats import day_in_words
from dundian.ui.pages import done, render_page

READ = ["GET", "HEAD", "POST"]


def _team(request: ActorRequest, team_id: UUID) -> Team:
    team = team_in_sight(request, team_id)
    require_send(request.actor, team.campaign, "change")
    require_open(team.campaign)
    if team.state != Team.State.DISPATCHED:
        raise Refused(_("Only a team on site can change its people here."))
    return team


def _page(
    request: ActorRequest,
    team: Team,
    form: Any,
    act: Callable[..., Any],
    said: str,
    words: dict[str, Any],
    template: str = "ui/confirm.html",
) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            act(team=team, actor=request.actor, **form.cleaned_data)
        except Invalid as fault:
            forms.show(form, fault)
        else:
            return done(request, said, "planning:team_detail", team.pk)
    context = {
        **words,
        "form": form,
        "facts": [
            (_("Team"), team),
            (_("Site"), team.site),
            (_("Last day"), day_in_words(team.dispatch.ends_on)),
        ],
        "cancel_url": reverse("planning:team_detail", args=[team.pk]),
    }
    return render_page(request, template, context, status=422 if form.errors else 200)


@require_http_methods(READ)
def member_replace(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = _team(request, team_id)
    form = ReplaceForm(team, request.actor, request.POST or None)
    words: dict[str, Any] = {
        "title": _("Replace a member"),
        "question": _(
            "Place and rights pass on the day; what is unfinished is put on a handover sheet by itself."
        ),
        "submit": _("Replace"),
    }
    said = _("The member is replaced; the handover sheet is ready.")
    leaving = request.GET.get("leaving", "")
    member = next((m for m in team.members.all() if str(m.person_id) == leaving), None)
    if member is not None and team.site is not None and request.method != "POST":
        staying = [m for m in team.members.all() if m.pk != member.pk]
        words["suggested"] = suggest_replacements(request.actor, team.campaign, team.site, staying)
        form = ReplaceForm(team, request.actor, initial={"leaving": member.person_id})
    words["leaving"] = member
    words["members"] = [m.person for m in team.members.all()]
    return _page(request, team, form, actions.replace_member, said, words, "planning/member_replace.html")


@require_http_methods(READ)
def member_stand_in(request: ActorRequest, team_id: UUID) -> HttpResponse:
    team = _team(request, team_id)
    form = StandInForm(team, request.actor, request.POST or None)
    words = {
        "title": _("Name a stand-in"),
        "question": _(
            "The stand-in has the rights of the absent member on these days and sees what falls due."
        ),
        "submit": _("Name the stand-in"),
    }
    return _page(request, team, form, actions.stand_in, _("The stand-in is named."), words)
