"""Taking over a new edition of a task set, line by line; a site's own edits are never overwritten."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.models import Site
from dundian.fieldwork.derived import facts_of, tie
from dundian.fieldwork.models import LeftOut, Task
from dundian.fieldwork.progress import recompute
from dundian.fieldwork.upgrades import ADDED, CHANGED, DROPPED, Offer, begun, offers_for
from dundian.kernel import calendar
from dundian.kernel.errors import Invalid
from dundian.org.access import Actor
from dundian.org.models import Person


class Choice(StrEnum):
    """What a site does with an offered line; what is not answered waits."""

    TAKE = "take"
    KEEP = "keep"


@transaction.atomic
def upgrade_site(*, site: Site, choices: Mapping[str, str], actor: Actor) -> dict[str, int]:
    """Take or keep the lines named in `choices` (by the offer's key); returns how many of each kind were taken.

    Taken: an added line becomes a task; of a changed one the fields that the site had not changed itself follow; a
    dropped one goes, unless it was worked on. Kept: the line stays as it is and is not offered again.
    """
    by = actor.require(
        "change", "task", site.unit, _("Tasks are kept by the office and the site's own team.")
    )
    site = Site.objects.select_for_update(of=("self",)).select_related("campaign", "unit").get(pk=site.pk)
    counts = {ADDED: 0, CHANGED: 0, DROPPED: 0, "kept": 0}
    added: list[Task] = []
    for offer in offers_for(site):
        choice = choices.get(offer.key)
        if choice == Choice.KEEP:
            _keep(site, offer)
            counts["kept"] += 1
        elif choice == Choice.TAKE:
            added += _take(site, offer)
            counts[offer.kind] += 1
    if not any(counts.values()):
        raise Invalid(_("Choose at least one line."))
    _tie_all(site, added)
    recompute(site_id=site.pk)
    record(actor=actor, verb="upgrade", noun="task", obj=site, unit=site.unit, appointment=by, detail=counts)
    return counts


def _keep(site: Site, offer: Offer) -> None:
    if offer.task is None:
        LeftOut.objects.get_or_create(site=site, item=offer.item)
        return
    task = Task.locked(offer.task.pk)
    task.item = offer.item  # a dropped line has none: the task becomes the site's own
    task.touch("item")


def _take(site: Site, offer: Offer) -> list[Task]:
    if offer.kind == ADDED and offer.item:
        leader = Person.objects.filter(team_places__in=site.team.members.filter(leads=True)).first()
        facts = facts_of(offer.item, site.campaign, calendar.current())
        made = Task.objects.create(
            campaign=site.campaign, site=site, unit=site.unit, item=offer.item, group=offer.item.task_set.name,
            owner=leader, **facts,
        )  # fmt: skip
        return [made]
    if offer.task is None:
        return []
    task = Task.locked(offer.task.pk)
    if offer.kind == DROPPED:
        if begun(task):
            raise Invalid(
                _("“%(name)s” has been worked on; keep it as the site's own.") % {"name": task.name}
            )
        task.delete()
        return []
    for name, value in offer.taken.items():
        setattr(task, name, value)
    if task.fixed_on and task.due_on > task.fixed_on:
        task.due_on = task.fixed_on
    if task.starts_on and task.starts_on > task.due_on:
        task.starts_on = None
    task.item = offer.item
    task.touch()
    return [task]


def _tie_all(site: Site, tasks: list[Task]) -> None:
    """Give the tasks the order of their lines, leaving out what would close a circle."""
    if not tasks:
        return
    of_item: dict[Any, Task] = {t.item_id: t for t in Task.objects.filter(site=site).exclude(item=None)}
    for task in tasks:
        if not task.after.exists() and not task.before.exists():
            tie([task], of_item)
