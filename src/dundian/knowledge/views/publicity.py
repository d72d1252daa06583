"""Publicity: items, agreements, channels."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from dundian.campaign.models import Site
from dundian.exchange.export import Column, workbook_response
from dundian.kernel.errors import Conflict
from dundian.knowledge.access import require_not_author
from dundian.knowledge.actions import publicity as actions
from dundian.knowledge.forms import publicity as forms
from dundian.knowledge.forms.fields import offices_of
from dundian.knowledge.models import Appearance, Channel, Placement, Practice, PublicityItem
from dundian.knowledge.queries import publicity as queries
from dundian.knowledge.views.frame import (
    Button,
    Cell,
    Listed,
    Table,
    act,
    found,
    listing,
    opening,
    require_any,
    sent,
)
from dundian.org.access import Actor
from dundian.org.middleware import ActorRequest
from dundian.ui.formats import day
from dundian.ui.pages import conflict_page, done, render_page

form_page = require_http_methods(["GET", "HEAD", "POST"])
LIST = "knowledge:publicity_list"
State = PublicityItem.State
PLACED_TONES = {"planned": "todo", "published": "done", "taken_down": "returned"}


def _item(request: ActorRequest, pk: UUID) -> PublicityItem:
    rows = PublicityItem.objects.visible_to(request.actor)
    return found(rows.select_related("unit", "author", "answered_by", "site__unit", "practice"), pk)


def _here(item: PublicityItem) -> str:
    return reverse("knowledge:publicity_detail", args=[item.pk])


def _crumbs(item: PublicityItem | None = None) -> list[Any]:
    here: list[Any] = [_("Publicity"), reverse(LIST)]
    return [*here, item.title, _here(item)] if item else here


@require_safe
def publicity_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require_any(actor, "publicity", "view", "add")
    conditions = forms.ItemFilter(request.GET)
    buttons = []
    if actor.can("add", "publicity"):
        buttons.append(Button(_("Write an item"), reverse("knowledge:publicity_create"), "plus", True))
    buttons.append(Button(_("Channels"), reverse("knowledge:channel_list"), "news"))
    counts = queries.counts_by_kind(actor) if actor.can("review", "publicity") else []
    told = "　".join(f"{label} {n}" for label, n in counts)
    listed = Listed(
        title=_("Publicity"),
        heads=[
            (_("Title"), ""), (_("About"), ""), (_("Author"), ""), (_("Written on"), "nowrap"), (_("Out in"), "num"),
            (_("State"), ""),
        ],
        cells=lambda p: [
            Cell(p.title, _here(p)),
            Cell(str(p.unit)),
            Cell(str(p.author or "")),
            Cell(day(p.created_at), css="nowrap"),
            Cell(p.out, css="num"),
            Cell(p.get_state_display(), tone=p.standing),
        ],
        order=queries.ITEM_ORDER,
        empty=_("Nothing has been written for publication yet."),
        export_url=reverse("knowledge:publicity_export"),
        buttons=buttons,
        note=_("Pieces out: %(counts)s. For planning only; publicity earns no points anywhere.") % {"counts": told}
        if told
        else "",
    )  # fmt: skip
    return listing(request, queries.items_for(actor, conditions.valid_data()), conditions, listed)


@require_safe
def publicity_export(request: ActorRequest) -> HttpResponseBase:
    actor = request.actor
    require_any(actor, "publicity", "view", "add")
    conditions = forms.ItemFilter(request.GET)
    rows = queries.items_for(actor, conditions.valid_data()).order_by(*queries.ITEM_ORDER)
    columns = [
        Column(_("Title"), 36), Column(_("About"), 24), Column(_("Written on"), 12, "date"), Column(_("State"), 12),
        Column(_("Channels"), 40), Column(_("Published on"), 24), Column(_("Link"), 40),
    ]  # fmt: skip
    title = _("Publicity")
    cells = (_export_cells(p) for p in rows.prefetch_related("placements__channel").iterator(chunk_size=200))
    return workbook_response(
        cells, columns, title, title, filters=conditions.in_use, actor=actor, noun="publicity"
    )


def _export_cells(item: PublicityItem) -> list[Any]:
    out = [p for p in item.placements.all() if p.state == Placement.State.PUBLISHED]
    return [
        item.title, str(item.unit), item.created_at.date(), item.get_state_display(), [str(p.channel) for p in out],
        [day(p.published_on) for p in out], "\n".join(p.link for p in out if p.link),
    ]  # fmt: skip


def _first(request: ActorRequest) -> tuple[dict[str, Any], Site | None, Practice | None]:
    """What an item begins with: a practice's case or a site, as the address asks."""
    actor = request.actor
    if asked := request.GET.get("practice", ""):
        practice = found(Practice.objects.visible_to(actor).select_related("unit", "site"), asked)
        body = "\n\n".join(t for t in (practice.problem, practice.approach, practice.result) if t)
        return {"unit": practice.unit, "title": practice.title, "body": body}, practice.site, practice
    if asked := request.GET.get("site", ""):
        site = found(Site.objects.visible_to(actor).select_related("unit"), asked)
        return {"unit": site.unit}, site, None
    by = actor.appointment_for("add", "publicity")
    return {"unit": by.unit if by else None}, None, None


@form_page
def publicity_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("add", "publicity", None, _("Publicity is written by the office and the site's own team."))
    initial, site, practice = _first(request)

    def run(data: dict[str, Any]) -> PublicityItem:
        data.pop("version")
        tied = site if site and site.unit_id == data["unit"].pk else None
        return actions.draft_item(actor=actor, site=tied, practice=practice, **data)

    return act(
        request, forms.ItemForm(actor, sent(request), initial=initial), run, title=_("Write an item"),
        submit=_("Save the draft"), said=_("The draft has been saved."), back=reverse(LIST), to=_here, crumbs=_crumbs(),
    )  # fmt: skip


def _writes(actor: Actor, item: PublicityItem) -> bool:
    return item.author_id == actor.user.pk or actor.can("add", "publicity", item.unit)


def _require_writer(actor: Actor, item: PublicityItem) -> None:
    if item.author_id != actor.user.pk:
        actor.require(
            "add", "publicity", item.unit, _("Only its author or the team and office there change it.")
        )


@form_page
def publicity_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    item, actor = _item(request, pk), request.actor
    _require_writer(actor, item)
    opening(request, item, *PublicityItem.OPEN)
    names = ("title", "body", "shows_worker", "version")
    form = forms.ItemForm(actor, sent(request), fixed=True, initial={n: getattr(item, n) for n in names})
    try:
        return act(
            request, form, lambda data: actions.edit_item(item=item, actor=actor, **data), title=_("Change the item"),
            submit=_("Save"), said=_("Saved."), back=_here(item), crumbs=_crumbs(item),
        )  # fmt: skip
    except Conflict as clash:
        stored = {n: getattr(clash.current, n) for n in names}
        theirs = forms.ItemForm(actor, fixed=True, initial=stored)
        return conflict_page(request, mine=form, theirs=theirs, version=clash.current.version)


def _shown_table(item: PublicityItem, *, writes: bool) -> Table:
    """Who is shown; where the agreement is kept is seen by those who write and review."""
    rows = []
    for a in item.appearances.all():
        if a.taken_back_on:
            state = Cell(_("Taken back on %(day)s") % {"day": day(a.taken_back_on)}, tone="overdue")
        elif a.agreed_on:
            state = Cell(_("Agreed on %(day)s") % {"day": day(a.agreed_on)}, tone="done")
        else:
            state = Cell(_("Not asked yet"), tone="todo")
        cells = [
            Cell(a.called),
            Cell(a.get_shown_display()),
            state,
            Cell(a.get_how_display()),
            Cell(a.kept_at),
        ]
        if writes:
            cells.append(Cell(_("Change"), reverse("knowledge:appearance_edit", args=[a.pk]), "no-print"))
        rows.append(cells)
    heads = [
        (_("As called in the text"), ""), (_("How the worker appears"), ""), (_("Agreement"), ""),
        (_("How agreement was given"), ""), (_("Where the agreement is kept"), ""),
    ]  # fmt: skip
    if writes:
        heads.append((_("Next"), "no-print"))
    return Table(_("Workers shown or quoted"), heads, rows, _("Nobody is shown or quoted."))


def _placed_table(item: PublicityItem, *, reviews: bool) -> Table:
    rows = []
    for p in item.placements.select_related("channel"):
        cells = [
            Cell(str(p.channel)), Cell(p.title), Cell(f"{len(p.body)}/{p.channel.longest_text}", css="num"),
            Cell(p.get_state_display(), tone=PLACED_TONES[p.state]),
            Cell(day(p.published_on), css="nowrap"), Cell(p.link, p.link),
        ]  # fmt: skip
        if reviews:
            out = p.state == Placement.State.PUBLISHED
            name = "placement_take_down" if out else "placement_publish"
            words = _("Take down") if out else _("Tell that it is out")
            cells.append(Cell(words, reverse(f"knowledge:{name}", args=[p.pk]), "no-print"))
        rows.append(cells)
    heads = [
        (_("Channel"), ""), (_("Title"), ""), (_("Length"), "num"), (_("State"), ""), (_("Published on"), "nowrap"),
        (_("Link"), ""),
    ]  # fmt: skip
    if reviews:
        heads.append((_("Next"), "no-print"))
    return Table(_("Channels"), heads, rows, _("It has not been prepared for any channel yet."))


@require_safe
def publicity_detail(request: ActorRequest, pk: UUID) -> HttpResponse:
    item, actor = _item(request, pk), request.actor
    writes, reviews = _writes(actor, item), actor.can("review", "publicity", item.unit)
    context = {
        "item": item,
        "missing": actions.missing_agreement(item),
        "shown": _shown_table(item, writes=writes and item.state in PublicityItem.ALIVE),
        "placed": _placed_table(item, reviews=reviews and item.state == State.APPROVED),
        "may_edit": writes and item.state in PublicityItem.OPEN,
        "may_note": writes and item.state in PublicityItem.ALIVE,
        "may_answer": reviews and item.state == State.SUBMITTED and item.author_id != actor.user.pk,
        "may_place": reviews and item.state == State.APPROVED,
        "may_drop": writes and item.state in PublicityItem.ALIVE,
    }
    return render_page(request, "knowledge/publicity_detail.html", context)


@require_POST
def publicity_submit(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    actions.submit_item(item=item, actor=request.actor)
    return done(request, _("It lies with the office for review."), _here(item))


@form_page
def publicity_answer(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    request.actor.require("review", "publicity", item.unit, _("Publicity is reviewed by the office."))
    require_not_author(request.actor, item.author_id)
    opening(request, item, State.SUBMITTED)
    return act(
        request, forms.ItemAnswerForm(sent(request)),
        lambda data: actions.answer_item(
            item=item, approved=data["approved"] == "yes", reason=data["reason"], actor=request.actor
        ),
        title=_("Review the item"), submit=_("Send the answer"), said=_("The answer has been given."), back=_here(item),
        crumbs=_crumbs(item),
    )  # fmt: skip


@form_page
def publicity_drop(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    _require_writer(request.actor, item)
    opening(request, item, *PublicityItem.ALIVE)
    if request.method == "POST":
        actions.drop_item(item=item, actor=request.actor)
        return done(request, _("It is not pursued any more."), _here(item))
    context = {
        "title": _("Do not pursue it"),
        "question": _("Stop working on “%(title)s”? It stays readable.") % {"title": item.title},
        "submit": _("Do not pursue it"),
        "cancel_url": _here(item),
    }
    return render_page(request, "ui/confirm.html", context)


@form_page
def appearance_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    _require_writer(request.actor, item)
    opening(request, item, *PublicityItem.ALIVE)
    return act(
        request, forms.AppearanceForm(sent(request), initial={"shown": "quoted"}),
        lambda data: actions.note_appearance(item=item, actor=request.actor, **data),
        title=_("A worker who is shown or quoted"), submit=_("Save"), said=_("Saved."), back=_here(item),
        crumbs=_crumbs(item),
    )  # fmt: skip


def _appearance(request: ActorRequest, pk: UUID) -> Appearance:
    seen = PublicityItem.objects.visible_to(request.actor).values("pk")
    appearance = found(Appearance.objects.filter(item__in=seen).select_related("item__unit"), pk)
    _require_writer(request.actor, appearance.item)
    return appearance


@form_page
def appearance_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = _appearance(request, pk)
    initial = {name: getattr(row, name) for name in ("called", "shown", "agreed_on", "how", "kept_at")}
    return act(
        request, forms.AppearanceForm(sent(request), initial=initial),
        lambda data: actions.note_appearance(item=row.item, appearance=row, actor=request.actor, **data),
        title=_("Change the agreement"), submit=_("Save"), said=_("Saved."), back=_here(row.item),
        crumbs=_crumbs(row.item), after="knowledge/take_back.html", appearance=row,
    )  # fmt: skip


@form_page
def appearance_take_back(request: ActorRequest, pk: UUID) -> HttpResponse:
    row = _appearance(request, pk)
    if request.method == "POST":
        actions.take_back_agreement(appearance=row, actor=request.actor)
        return done(request, _("Noted. Take down what is out."), _here(row.item))
    context = {
        "title": _("The worker takes the agreement back"),
        "question": _(
            "%(name)s no longer agrees? Nothing more is published, and what is out is to be taken down."
        )
        % {"name": row.called},
        "submit": _("Note it"),
        "danger": True,
        "cancel_url": _here(row.item),
    }
    return render_page(request, "ui/confirm.html", context)


@form_page
def placement_add(request: ActorRequest, pk: UUID) -> HttpResponse:
    item = _item(request, pk)
    request.actor.require("review", "publicity", item.unit, _("Channels are served by the office."))
    opening(request, item, State.APPROVED)
    return act(
        request, forms.PlaceForm(item.unit, sent(request), initial={"title": item.title, "body": item.body}),
        lambda data: actions.place_item(item=item, actor=request.actor, **data),
        title=_("Prepare for a channel"), submit=_("Save"), said=_("Saved."), back=_here(item), crumbs=_crumbs(item),
    )  # fmt: skip


def _placement(request: ActorRequest, pk: UUID) -> Placement:
    seen = PublicityItem.objects.visible_to(request.actor).values("pk")
    rows = Placement.objects.filter(item__in=seen).select_related("item__unit", "channel")
    placement = found(rows, pk)
    request.actor.require("review", "publicity", placement.item.unit, _("Channels are served by the office."))
    return placement


@form_page
def placement_publish(request: ActorRequest, pk: UUID) -> HttpResponse:
    placement = _placement(request, pk)
    return act(
        request, forms.PublishedForm(sent(request)),
        lambda data: actions.publish_placement(placement=placement, actor=request.actor, **data),
        title=_("Tell that it is out"), submit=_("Save"), said=_("Saved."), back=_here(placement.item),
        crumbs=_crumbs(placement.item), lead=str(placement.channel),
    )  # fmt: skip


@form_page
def placement_take_down(request: ActorRequest, pk: UUID) -> HttpResponse:
    placement = _placement(request, pk)
    if request.method == "POST":
        actions.take_down(placement=placement, actor=request.actor)
        return done(request, _("It has been taken down."), _here(placement.item))
    context = {
        "title": _("Take down"),
        "question": _("Is it out no longer in %(channel)s? Day and link stay on record.")
        % {"channel": placement.channel},
        "submit": _("Take down"),
        "cancel_url": _here(placement.item),
    }
    return render_page(request, "ui/confirm.html", context)


@require_safe
def channel_list(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    require_any(actor, "publicity", "view", "add")
    keeps = actor.can("keep", "channel")
    rows = [
        [
            Cell(
                c.name,
                reverse("knowledge:channel_edit", args=[c.pk])
                if actor.can("keep", "channel", c.unit)
                else "",
            ),
            Cell(str(c.unit)),
            Cell(c.get_kind_display()),
            Cell(c.get_form_display()),
            Cell(c.longest_title, css="num"),
            Cell(c.longest_text, css="num"),
            Cell(c.used, css="num"),  # type: ignore[attr-defined]
            Cell(_("In use") if c.in_use else _("No longer used")),
        ]
        for c in queries.channels_for(actor)
    ]
    heads = [
        (_("Channel"), ""), (_("Federation"), ""), (_("Kind"), ""), (_("Form of the piece"), ""),
        (_("Longest title"), "num"),
        (_("Longest text"), "num"), (_("Pieces out"), "num"), (_("State"), ""),
    ]  # fmt: skip
    context = {
        "table": Table(_("Channels"), heads, rows, _("No channel has been named yet.")),
        "keeps": keeps,
    }
    return render_page(request, "knowledge/channel_list.html", context)


@require_safe
def channel_export(request: ActorRequest) -> HttpResponseBase:
    require_any(request.actor, "publicity", "view", "add")
    columns = [
        Column(_("Channel"), 24), Column(_("Federation"), 24), Column(_("Kind"), 12),
        Column(_("Form of the piece"), 12),
        Column(_("Longest title"), 12, "number"), Column(_("Longest text"), 12, "number"),
        Column(_("Pieces out"), 12, "number"), Column(_("In use"), 10),
    ]  # fmt: skip
    cells = (
        [
            c.name, str(c.unit), c.get_kind_display(), c.get_form_display(), c.longest_title, c.longest_text,
            c.used, c.in_use,  # type: ignore[attr-defined]
        ]
        for c in queries.channels_for(request.actor)
    )  # fmt: skip
    title = _("Channels")
    return workbook_response(cells, columns, title, title, actor=request.actor, noun="channel")


@require_POST
def channel_take_over(request: ActorRequest) -> HttpResponse:
    """The shipped list for one's own federation."""
    unit = offices_of(request.actor, "keep", "channel").first()
    request.actor.require("keep", "channel", unit, _("Channels are kept by the office."))
    made = actions.take_over_channels(unit=unit, actor=request.actor) if unit else 0
    said = ngettext("%(n)d channel has been taken over.", "%(n)d channels have been taken over.", made)
    return done(request, said % {"n": made}, "knowledge:channel_list")


@form_page
def channel_create(request: ActorRequest) -> HttpResponse:
    actor = request.actor
    actor.require("keep", "channel", None, _("Channels are kept by the office."))
    initial = {"kind": "own", "form": "article", "longest_title": 30, "longest_text": 1500, "in_use": True}
    return act(
        request, forms.ChannelForm(actor, sent(request), initial=initial),
        lambda data: actions.keep_channel(actor=actor, **data),
        title=_("New channel"), submit=_("Save"), said=_("Saved."), back=reverse("knowledge:channel_list"),
        crumbs=[_("Channels"), reverse("knowledge:channel_list")],
    )  # fmt: skip


@form_page
def channel_edit(request: ActorRequest, pk: UUID) -> HttpResponse:
    actor = request.actor
    channel = found(Channel.objects.visible_to(actor).select_related("unit"), pk)
    actor.require("keep", "channel", channel.unit, _("Channels are kept by the office."))
    names = ("name", "kind", "form", "longest_title", "longest_text", "in_use")
    return act(
        request, forms.ChannelForm(actor, sent(request), fixed=True, initial={n: getattr(channel, n) for n in names}),
        lambda data: actions.keep_channel(unit=channel.unit, channel=channel, actor=actor, **data),
        title=_("Change the channel"), submit=_("Save"), said=_("Saved."), back=reverse("knowledge:channel_list"),
        crumbs=[_("Channels"), reverse("knowledge:channel_list")],
    )  # fmt: skip
