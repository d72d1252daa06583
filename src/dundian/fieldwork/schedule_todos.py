"""Plans that wait for a decision, and new editions of task sets that wait at a site."""

from collections.abc import Iterable, Iterator

from django.db.models import F
from django.urls import reverse
from django.utils.translation import gettext as _

from dundian.campaign.models import Campaign, Site
from dundian.fieldwork.models import Schedule, Task
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor
from dundian.org.models import Role

PROPOSED = Need(lambda user: Schedule.objects.filter(state=Schedule.State.PROPOSED))


@register
def of_schedules(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    if tab is Tab.WAITING:
        yield from _to_decide(actor, limit)
        yield from _editions(actor, limit)
    elif tab is Tab.STARTED and actor.can("propose", "schedule"):
        rows = Schedule.objects.visible_to(actor).filter(made_by=actor.user, state=Schedule.State.PROPOSED)
        for plan in rows.select_related("unit").order_by("-created_at")[:limit]:
            yield _plan(plan, "doing")


def _plan(plan: Schedule, state: str) -> Todo:
    url = reverse("fieldwork:schedule_detail", args=[plan.pk])
    title = plan.because or str(plan.get_cause_display())
    return Todo(_("Plan in time"), title, url, str(plan.unit), None, state, plan.get_cause_display())


def _to_decide(actor: Actor, limit: int) -> Iterator[Todo]:
    """The team leader decides at the own site, an office for the sites of its own campaigns."""
    if PROPOSED.unmet():
        return
    rows = Schedule.objects.filter(state=Schedule.State.PROPOSED).select_related("unit")
    if desks := actor.offices:
        rows = rows.filter(campaign__unit__in=desks)
    elif Role.TEAM_LEADER in actor.roles:
        rows = rows.filter(unit__in=actor.units("accept", "schedule"))
    else:
        return
    for plan in rows.order_by("created_at", "id")[:limit]:
        yield _plan(plan, "todo")


def _editions(actor: Actor, limit: int) -> Iterator[Todo]:
    """Lists that still follow an edition which their campaign has replaced."""
    behind = Task.objects.exclude(item=None).exclude(item__task_set__campaigns=F("campaign"))
    title = _("The task set has a new edition")
    if desks := actor.offices:
        found = behind.filter(campaign__unit__in=desks, campaign__state=Campaign.State.ACTIVE)
        rows = Campaign.objects.filter(pk__in=found.values("campaign")).order_by("-year", "id")[:limit]
        for campaign in rows:
            url = reverse("fieldwork:campaign_upgrade", args=[campaign.pk])
            yield Todo(_("Task set"), title, url, campaign.name)
    elif Role.TEAM_LEADER in actor.roles:
        found = behind.filter(unit__in=actor.units("change", "task"), site__state=Site.State.ACTIVE)
        for site in (
            Site.objects.filter(pk__in=found.values("site")).select_related("unit").order_by("id")[:limit]
        ):
            yield Todo(
                _("Task set"), title, reverse("fieldwork:site_upgrade", args=[site.pk]), str(site.unit)
            )
