"""Publicity: written, reviewed, put into each channel's form; nobody is shown who has not agreed."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.kernel import clock
from dundian.kernel.errors import Conflict, Invalid, Refused
from dundian.knowledge import shipped
from dundian.knowledge.access import require_not_author, require_office, require_state
from dundian.knowledge.models import Appearance, Channel, Placement, Practice, PublicityItem
from dundian.knowledge.texts import line, paragraphs
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Appointment, Unit

State = PublicityItem.State


def _note(item: PublicityItem, verb: str, actor: Actor, by: Appointment | None = None, **detail: Any) -> None:
    record(actor=actor, verb=verb, noun="publicity", obj=item, unit=item.unit, appointment=by, detail=detail)


def _channel(channel: Channel, facts: dict[str, Any]) -> None:
    channel.name = line(facts["name"], 40, "name", _("Name the channel."))
    if facts["kind"] not in Channel.Kind.values or facts["form"] not in Channel.Form.values:
        raise Invalid({"kind": _("Choose from the list.")})
    channel.kind, channel.form = facts["kind"], facts["form"]
    channel.longest_title, channel.longest_text = facts["longest_title"], facts["longest_text"]
    channel.in_use = facts.get("in_use", True)
    if not 5 <= channel.longest_title <= 80:
        raise Invalid({"longest_title": _("Between 5 and 80 characters.")})
    if not 50 <= channel.longest_text <= 10_000:
        raise Invalid({"longest_text": _("Between 50 and 10,000 characters.")})


@transaction.atomic
def keep_channel(*, unit: Unit, actor: Actor, channel: Channel | None = None, **facts: Any) -> Channel:
    """A new channel of the federation, or a changed one."""
    by = require_office(actor, "keep", "channel", unit)
    if unit.kind not in FEDERATIONS:
        raise Invalid({"unit": _("Channels are kept by federations.")})
    stored = Channel.locked(channel.pk) if channel else Channel(unit=unit)
    _channel(stored, facts)
    try:
        with transaction.atomic():
            stored.touch() if channel else stored.save(force_insert=True)
    except IntegrityError as fault:
        raise Invalid({"name": _("There is a channel of this name and form already.")}) from fault
    verb = "edit" if channel else "add"
    record(actor=actor, verb=verb, noun="channel", obj=stored, unit=unit, appointment=by)
    return stored


@transaction.atomic
def take_over_channels(*, unit: Unit, actor: Actor) -> int:
    """The shipped list becomes the federation's own; what it has already stays."""
    require_office(actor, "keep", "channel", unit)
    known = set(Channel.objects.filter(unit=unit).values_list("name", "form"))
    made = 0
    for name, kind, form, title, text in shipped.channels():
        if (name, form) not in known:
            keep_channel(
                unit=unit,
                name=name,
                kind=kind,
                form=form,
                longest_title=title,
                longest_text=text,
                actor=actor,
            )
            made += 1
    return made


def _write(item: PublicityItem, title: str, body: str, shows_worker: bool) -> None:
    item.title = line(title, 80, "title", _("Give it a title."))
    item.body = paragraphs(body, 10_000, "body", _("Write the text."))
    item.shows_worker = shows_worker


@transaction.atomic
def draft_item(
    *,
    unit: Unit,
    title: str,
    body: str,
    shows_worker: bool,
    actor: Actor,
    site: Site | None = None,
    practice: Practice | None = None,
) -> PublicityItem:
    by = actor.require(
        "add", "publicity", unit, _("Publicity is written by the office and the site's own team.")
    )
    item = PublicityItem(unit=unit, site=site, practice=practice, author=actor.signature)
    _write(item, title, body, shows_worker)
    item.save(force_insert=True)
    _note(item, "draft", actor, by)
    return item


def _writer(actor: Actor, item: PublicityItem) -> Appointment | None:
    if item.author_id == actor.user.pk:
        return actor.main
    return actor.require(
        "add", "publicity", item.unit, _("Only its author or the team and office there change it.")
    )


def _stands(item: PublicityItem, *states: str, version: int | None = None) -> PublicityItem:
    stored = PublicityItem.locked(item.pk)
    if version is not None and stored.version != version:
        raise Conflict(stored)
    require_state(stored, *states)
    return stored


@transaction.atomic
def edit_item(
    *, item: PublicityItem, version: int | None, title: str, body: str, shows_worker: bool, actor: Actor
) -> PublicityItem:
    by = _writer(actor, item)
    stored = _stands(item, *PublicityItem.OPEN, version=version)
    _write(stored, title, body, shows_worker)
    stored.touch()
    _note(stored, "edit", actor, by)
    return stored


@transaction.atomic
def submit_item(*, item: PublicityItem, actor: Actor) -> PublicityItem:
    by = _writer(actor, item)
    stored = _stands(item, *PublicityItem.OPEN)
    stored.state, stored.reason = State.SUBMITTED, ""
    stored.touch("state", "reason")
    _note(stored, "submit", actor, by)
    return stored


@transaction.atomic
def answer_item(*, item: PublicityItem, approved: bool, reason: str, actor: Actor) -> PublicityItem:
    """The office approves the text or returns it with a reason."""
    by = require_office(actor, "review", "publicity", item.unit)
    require_not_author(actor, item.author_id)
    stored = _stands(item, State.SUBMITTED)
    stored.reason = line(reason, 500, "reason", "" if approved else _("Say what is to be changed."))
    stored.state = State.APPROVED if approved else State.RETURNED
    stored.answered_by, stored.answered_at = actor.signature, clock.now()
    stored.touch("state", "reason", "answered_by", "answered_at")
    _note(stored, "approve" if approved else "return", actor, by, reason=stored.reason)
    return stored


@transaction.atomic
def drop_item(*, item: PublicityItem, actor: Actor) -> PublicityItem:
    """Not pursued any more; possible until something has been published."""
    by = _writer(actor, item)
    stored = _stands(item, *PublicityItem.ALIVE)
    if stored.placements.filter(state=Placement.State.PUBLISHED).exists():
        raise Refused(_("It has been published; take it down in each channel first."))
    stored.state = State.DROPPED
    stored.touch("state")
    _note(stored, "drop", actor, by)
    return stored


@transaction.atomic
def note_appearance(
    *,
    item: PublicityItem,
    called: str,
    shown: str,
    actor: Actor,
    how: str = "",
    agreed_on: date | None = None,
    kept_at: str = "",
    appearance: Appearance | None = None,
) -> Appearance:
    """A worker who is shown or quoted, and the agreement where it has been given."""
    by = _writer(actor, item)
    stored = _stands(item, *PublicityItem.ALIVE)
    if shown not in Appearance.Shown.values or (how and how not in Appearance.How.values):
        raise Invalid({"shown": _("Choose from the list.")})
    if agreed_on and agreed_on > clock.today():
        raise Invalid({"agreed_on": _("This day has not come yet.")})
    if agreed_on and not how:
        raise Invalid({"how": _("Say how the agreement was given.")})
    made = Appearance.locked(appearance.pk) if appearance else Appearance(item=stored)
    made.called = line(called, 40, "called", _("Write how the worker is called in the text."))
    made.shown, made.how, made.agreed_on = shown, how, agreed_on
    made.kept_at, made.by = line(kept_at, 100, "kept_at"), actor.signature
    made.touch() if appearance else made.save(force_insert=True)
    if not stored.shows_worker:
        stored.shows_worker = True
        stored.touch("shows_worker")
    _note(stored, "note_agreement", actor, by, agreed=agreed_on is not None)
    return made


@transaction.atomic
def take_back_agreement(*, appearance: Appearance, actor: Actor) -> Appearance:
    """The worker no longer agrees: what is out is to be taken down, nothing more goes out."""
    item = appearance.item
    by = _writer(actor, item)
    stored = Appearance.locked(appearance.pk)
    stored.taken_back_on = stored.taken_back_on or clock.today()
    stored.touch("taken_back_on")
    _note(item, "take_back_agreement", actor, by)
    return stored


def missing_agreement(item: PublicityItem) -> str:
    """Why the item must not be published yet, in words; empty when it may."""
    shown = list(item.appearances.all())
    if item.shows_worker and not shown:
        return _("A worker is shown or quoted: write down who has agreed first.")
    if lacking := [a.called for a in shown if not a.stands]:
        return _("No agreement stands from: %(names)s.") % {"names": "、".join(lacking)}
    return ""


@transaction.atomic
def place_item(*, item: PublicityItem, channel: Channel, title: str, body: str, actor: Actor) -> Placement:
    """Put an approved item into a channel's form and length."""
    by = require_office(actor, "review", "publicity", item.unit)
    stored = _stands(item, State.APPROVED)
    if not channel.in_use or not stored.unit.is_within(channel.unit.path):
        raise Invalid({"channel": _("This channel is not used here.")})
    title = line(title, channel.longest_title, "title", _("Give it a title."))
    body = paragraphs(body, channel.longest_text, "body", _("Write the text."))
    try:
        with transaction.atomic():
            made = Placement.objects.create(item=stored, channel=channel, title=title, body=body)
    except IntegrityError as fault:
        raise Invalid({"channel": _("It has been prepared for this channel already.")}) from fault
    _note(stored, "place", actor, by, channel=str(channel))
    return made


@transaction.atomic
def publish_placement(*, placement: Placement, published_on: date, link: str, actor: Actor) -> Placement:
    """It is out: on which day and where; refused while an agreement is missing."""
    item = placement.item
    by = require_office(actor, "review", "publicity", item.unit)
    PublicityItem.locked(item.pk)
    stored = Placement.locked(placement.pk)
    if stored.state == Placement.State.PUBLISHED:
        return stored
    if why := missing_agreement(item):
        raise Invalid(why)
    if published_on > clock.today():
        raise Invalid({"published_on": _("This day has not come yet.")})
    if link and not link.startswith(("https://", "http://")):
        raise Invalid({"link": _("A link begins with https:// or http://.")})
    stored.state, stored.published_on, stored.link = Placement.State.PUBLISHED, published_on, link[:300]
    stored.touch("state", "published_on", "link")
    _note(item, "publish", actor, by, channel=str(stored.channel), on=published_on.isoformat())
    return stored


@transaction.atomic
def take_down(*, placement: Placement, actor: Actor) -> Placement:
    """It is out no longer; day and link stay on record."""
    item = placement.item
    by = require_office(actor, "review", "publicity", item.unit)
    stored = Placement.locked(placement.pk)
    stored.state = Placement.State.TAKEN_DOWN
    stored.touch("state")
    _note(item, "take_down", actor, by, channel=str(stored.channel))
    return stored
