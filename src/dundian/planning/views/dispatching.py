"""Sending teams: choose, check, confirm, take the notice home."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_safe

from dundian.campaign.models import Campaign
from dundian.documents import office
from dundian.documents.forms import PrintForm
from dundian.documents.models import Document
from dundian.documents.views.printing import begin
from dundian.kernel import clock
from dundian.kernel.errors import Invalid
from dundian.org.middleware import ActorRequest
from dundian.planning import actions, printing
from dundian.planning.access import require_open, require_send
from dundian.planning.forms import DispatchForm, EndForm, ExtendForm
from dundian.planning.letters import usual_mark
from dundian.planning.models import Team
from dundian.planning.queries import conflicts, members_without_sign_in, of_sender, teams_of, unready
from dundian.planning.views.finding import campaign_in_sight, dispatch_in_sight
from dundian.planning.views.teams import with_tones
from dundian.ui import forms
from dundian.ui.formats import day_in_words
from dundian.ui.pages import done, render_page

READ = ["GET", "HEAD", "POST"]


def _drafts(campaign: Campaign) -> list[Team]:
    rows = teams_of(Team.objects.filter(campaign=campaign, state=Team.State.DRAFT), {})
    return list(rows.order_by("name", "id"))


@require_http_methods(READ)
def dispatch_create(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """Teams and dates; posted once it answers with the page to confirm, posted with `confirmed` it sends."""
    campaign = campaign_in_sight(request, campaign_id)
    require_send(request.actor, campaign)
    require_open(campaign)
    drafts = _drafts(campaign)
    form = _form(request, campaign)
    period = _period(form)
    held_back = unready([*conflicts(campaign, period), *of_sender(drafts, request.actor.user)])
    ready = [t for t in drafts if t.pk not in held_back]
    wanted = set(request.POST.getlist("team")) if request.method == "POST" else {str(t.pk) for t in ready}
    chosen = [t for t in ready if str(t.pk) in wanted]
    context = {"campaign": campaign, "form": form, "ready": len(ready), "chosen": {t.pk for t in chosen}}
    if request.method == "POST" and form.is_valid():
        _check_choice(form, drafts, chosen, wanted, "confirmed" in request.POST)
        if not form.errors and (answer := _go_on(request, campaign, form, chosen)):
            return answer
    context |= {
        "lines": with_tones(drafts, held_back),
        "held_back": sum(t.pk in held_back for t in drafts),
        "outside": period and (period[0] < campaign.starts_on or period[1] > campaign.ends_on),
        "cancel_url": reverse("planning:team_board", args=[campaign.pk]),
        "is_draft": campaign.state == Campaign.State.DRAFT,
    }
    return render_page(request, "planning/dispatch_form.html", context, status=422 if form.errors else 200)


def _form(request: ActorRequest, campaign: Campaign) -> DispatchForm:
    if request.method == "POST":
        return DispatchForm(request.POST)
    dates = {"starts_on": campaign.starts_on, "ends_on": campaign.ends_on}
    return DispatchForm(initial={**dates, "mark": usual_mark(campaign.unit)})


def _period(form: DispatchForm) -> Any:
    """The dates on the form, when they can be read; None means the campaign's."""
    if form.is_bound and form.is_valid():
        return form.cleaned_data["starts_on"], form.cleaned_data["ends_on"]
    return None


def _check_choice(
    form: DispatchForm, drafts: list[Team], chosen: list[Team], wanted: set[str], confirmed: bool
) -> None:
    """Once confirmed, exactly the teams that were shown are sent, or none."""
    if confirmed and len(chosen) != len(wanted):
        gone = wanted - {str(t.pk) for t in drafts}
        text = _("Some of the teams have just been dispatched or disbanded by somebody else.") if gone else ""
        form.add_error(
            None, text or _("Some of the teams are not ready any more. Look through the list again.")
        )
    elif not chosen:
        form.add_error(None, _("Choose at least one team that is ready."))


def _go_on(
    request: ActorRequest, campaign: Campaign, form: DispatchForm, chosen: list[Team]
) -> HttpResponse | None:
    if "confirmed" not in request.POST or "back" in request.POST:
        return None if "back" in request.POST else _confirm(request, campaign, form, chosen)
    told = {**form.cleaned_data, "teams": chosen, "actor": request.actor}
    try:
        if "review" in request.POST:
            draft = actions.propose_dispatch(**told)
            return redirect("documents:draft_submit", draft.pk)
        sent = actions.dispatch_teams(**told)
    except Invalid as fault:
        forms.show(form, fault)
        return None
    words = ngettext("%(n)s team has been dispatched.", "%(n)s teams have been dispatched.", len(sent))
    return done(request, words % {"n": len(sent)}, "planning:dispatch_result", campaign.pk, sent[0].notice_id)


def _confirm(
    request: ActorRequest, campaign: Campaign, form: DispatchForm, chosen: list[Team]
) -> HttpResponse:
    data = form.cleaned_data
    people = sum(len(t.members.all()) for t in chosen)
    inputs = [("team", t.pk) for t in chosen]
    inputs += [("starts_on", data["starts_on"].isoformat()), ("ends_on", data["ends_on"].isoformat())]
    context = {
        "title": _("Confirm the dispatch"),
        "question": ngettext("Send %(n)s team?", "Send %(n)s teams?", len(chosen)) % {"n": len(chosen)},
        "facts": [
            (_("Teams"), len(chosen)),
            (_("Cadres"), people),
            (_("First day"), day_in_words(data["starts_on"])),
            (_("Last day"), day_in_words(data["ends_on"])),
            (
                _("Notice"),
                _("%(mark)s〔%(year)s〕, next number") % {"mark": data["mark"], "year": clock.today().year},
            ),
        ],
        "inputs": [*inputs, ("mark", data["mark"])],
        "campaign": campaign,
        "lines": with_tones(chosen),
        "unreachable": members_without_sign_in(chosen),
        "submit": _("Send and issue the notice"),
        "second": ("review", _("Have the notice reviewed first")),
        "cancel_url": reverse("planning:dispatch_create", args=[campaign.pk]),
    }
    return render_page(request, "planning/dispatch_confirm.html", context)


@require_safe
def dispatch_result(request: ActorRequest, campaign_id: UUID, notice_id: UUID) -> HttpResponse:
    """What one notice sent: the teams, the document, and who still cannot be reached."""
    campaign = campaign_in_sight(request, campaign_id)
    require_send(request.actor, campaign)
    notice = Document.objects.visible_to(request.actor).filter(pk=notice_id).first()
    rows = teams_of(Team.objects.filter(campaign=campaign, dispatch__notice=notice_id), {}).order_by(
        "name", "id"
    )
    teams = list(rows)
    if notice is None or not teams:
        raise Http404
    context = {
        "campaign": campaign,
        "notice": notice,
        "lines": with_tones(teams),
        "people": sum(len(t.members.all()) for t in teams),
        "unreachable": members_without_sign_in(teams),
    }
    return render_page(request, "planning/dispatch_result.html", context)


@require_http_methods(READ)
def dispatch_letters(request: ActorRequest, campaign_id: UUID) -> HttpResponse:
    """All letters of the campaign's teams to their host unions, printed as one file by a job."""
    campaign = campaign_in_sight(request, campaign_id)
    require_send(request.actor, campaign)
    sent = Team.objects.visible_to(request.actor).filter(campaign=campaign, dispatch__isnull=False)
    papers = [str(pk) for pk in sent.order_by("name", "id").values_list("pk", flat=True)]
    initial = {"form": "pdf" if office.is_there() else "zip"}
    form = PrintForm(request.POST if request.method == "POST" else None, initial=initial)
    if request.method == "POST" and form.is_valid():
        title = _("Dispatch letters of %(campaign)s") % {"campaign": campaign}
        told = {
            "title": title,
            "source": printing.SOURCE,
            "papers": papers,
            "form": form.cleaned_data["form"],
        }
        try:
            run = begin(request=request, **told)
        except Invalid as fault:
            forms.show(form, fault)
        else:
            return done(
                request,
                _("Printing has begun. You may leave this page."),
                "documents:print_detail",
                run.pk,
            )
    context = {
        "title": _("Print all dispatch letters"),
        "question": _("One letter for each team that has been sent, joined into one file."),
        "facts": [(_("Campaign"), campaign), (_("Number of letters"), len(papers))],
        "form": form,
        "submit": _("Print"),
        "cancel_url": reverse("planning:team_board", args=[campaign.pk]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)


@require_http_methods(READ)
def dispatch_extend(request: ActorRequest, dispatch_id: UUID) -> HttpResponse:
    dispatch = dispatch_in_sight(request, dispatch_id)
    require_send(request.actor, dispatch.team.campaign, "change")
    form = ExtendForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.extend_dispatch(dispatch=dispatch, actor=request.actor, **form.cleaned_data)
        except Invalid as fault:
            forms.show(form, fault)
        else:
            return done(
                request, _("The dispatch has been extended."), "planning:team_detail", dispatch.team_id
            )
    context = {
        "title": _("Extend the dispatch"),
        "question": _("How long does %(team)s stay?") % {"team": dispatch.team},
        "submit": _("Extend"),
    }
    return _dated(request, dispatch, form, context)


@require_http_methods(READ)
def dispatch_end(request: ActorRequest, dispatch_id: UUID) -> HttpResponse:
    dispatch = dispatch_in_sight(request, dispatch_id)
    require_send(request.actor, dispatch.team.campaign, "change")
    today = min(max(clock.today(), dispatch.starts_on), dispatch.ends_on)
    form = EndForm(request.POST or None, initial={"on": today})
    if request.method == "POST" and form.is_valid():
        try:
            actions.end_dispatch(dispatch=dispatch, actor=request.actor, **form.cleaned_data)
        except Invalid as fault:
            forms.show(form, fault)
        else:
            message = _("The end of the dispatch has been set; the rights on site end with it.")
            return done(request, message, "planning:team_detail", dispatch.team_id)
    context = {
        "title": _("End the dispatch early"),
        "question": _("When does %(team)s leave? Its rights at the site end that day.")
        % {"team": dispatch.team},
        "submit": _("End the dispatch"),
        "danger": True,
    }
    return _dated(request, dispatch, form, context)


def _dated(request: ActorRequest, dispatch: Any, form: Any, context: dict[str, Any]) -> HttpResponse:
    team = dispatch.team
    context |= {
        "form": form,
        "facts": [
            (_("Site"), team.site),
            (_("First day"), day_in_words(dispatch.starts_on)),
            (_("Last day"), day_in_words(dispatch.ends_on)),
        ],
        "cancel_url": reverse("planning:team_detail", args=[team.pk]),
    }
    return render_page(request, "ui/confirm.html", context, status=422 if form.errors else 200)
