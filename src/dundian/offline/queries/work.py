"""What a phone needs about the work at its sites. A long text is cut, and its field named in `cut`."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.db.models import Case, Q, Value, When
from django.urls import reverse

from dundian.campaign.models import Site
from dundian.concerns.models import Concern
from dundian.fieldwork.models import Leave, SupportRequest, Task, WorkLog
from dundian.fieldwork.queries import log_indicators, missing_reports
from dundian.kernel import clock
from dundian.offline.queries.values import figure_text, figures_of, log_values
from dundian.org.access import Actor
from dundian.planning.models import TeamMember

CUT = 300
RECENT = timedelta(days=60)


def _short(record: dict[str, Any], *fields: str) -> dict[str, Any]:
    long = [name for name in fields if len(record[name]) > CUT]
    return {**record, **{name: record[name][:CUT] for name in long}, **({"cut": long} if long else {})}


def _day(day: Any) -> str | None:
    return str(day) if day else None


def sites(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    for site in sites:
        team, campaign = site.team, site.campaign
        yield {
            "id": str(site.pk),
            "name": str(site.unit),
            "address": site.unit.address,
            "campaign": campaign.name,
            "campaign_starts_on": str(campaign.starts_on),
            "campaign_ends_on": str(campaign.ends_on),
            "team": team.name,
            "starts_on": str(team.dispatch.starts_on),
            "ends_on": str(team.dispatch.ends_on),
            "role_names": list(campaign.role_names),
            "may_submit": actor.can("submit", "report", site.unit),
        }


def indicators(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """Those that the sites' tasks count by first."""
    found: dict[Any, tuple[Any, list[str]]] = {}
    rest: dict[Any, tuple[Any, list[str]]] = {}
    for site in sites:
        own, others = log_indicators(site)
        for indicator in own:
            found.setdefault(indicator.pk, (indicator, []))[1].append(str(site.pk))
        for indicator in others:
            rest.setdefault(indicator.pk, (indicator, []))
    for indicator, own_at in [*found.values(), *(v for k, v in rest.items() if k not in found)]:
        yield {
            "id": str(indicator.pk),
            "name": indicator.name,
            "measure": indicator.measure,
            "decimals": indicator.decimals,
            "place": indicator.place,
            "own": own_at,
        }


def colleagues(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    rows = TeamMember.objects.filter(team__site__in=sites).select_related("person", "team")
    seen = set()
    for member in rows.order_by("-leads", "created_at", "id"):
        if member.person_id not in seen:
            seen.add(member.person_id)
            yield {
                "id": str(member.person_id),
                "name": member.person.name,
                "leads": member.leads,
                "roles": list(member.roles),
                "team": member.team.name,
            }


def tasks(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """Open ones by their dates, then what was done lately."""
    recent = Q(state=Task.State.DONE, done_on__lt=clock.today() - RECENT)
    rows = Task.objects.visible_to(actor).filter(site__in=sites).exclude(recent)
    last = Case(When(state=Task.State.DONE, then=Value(1)), default=Value(0))
    for task in rows.order_by(last, "due_on", "id")[:100]:
        yield _short(
            {
                "id": str(task.pk),
                "site": str(task.site_id),
                "group": task.group,
                "name": task.name,
                "content": task.content,
                "owner": str(task.owner_id or ""),
                "indicator": str(task.indicator_id or ""),
                "target": figure_text(task.target),
                "progress": figure_text(task.progress) or "0",
                "due_on": str(task.due_on),
                "state": task.state,
                "done_on": _day(task.done_on),
                "by_word": task.by_word,
                "result": task.result,
            },
            "content",
            "result",
        )


def logs(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """The team's lines, the newest first; never cut, so that each can be corrected from the phone."""
    rows = WorkLog.objects.visible_to(actor).filter(site__in=sites).order_by("-on", "-id")
    rows = rows.select_related("author", "unit").prefetch_related("figures", "photos", "tasks")
    for log in rows[:250]:
        values = log_values(log)
        yield {
            "id": str(log.pk),
            "site": str(log.site_id),
            "author": str(log.author_id),
            "author_name": log.author.name,
            "on": values["on"],
            "activities": values["activities"],
            "text": values["text"],
            "people_met": values["people_met"],
            "evidence": values["evidence"],
            "tasks": values["tasks"],
            "figures": figures_of(values),
            "photos": sorted(p.sha256 for p in log.photos.all()),
            "may_change": log.author_id == getattr(actor.person, "pk", None)
            or actor.can("change", "log", log.unit),
        }


def concerns(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """Open at the sites; never who raised them."""
    rows = Concern.objects.visible_to(actor).filter(site__in=sites).open().distinct()
    for one in rows.select_related("handler", "owner").order_by("-raised_on", "-id")[:50]:
        yield _short(
            {
                "id": str(one.pk),
                "number": one.number,
                "site": str(one.site_id),
                "kind": one.kind,
                "topic": one.topic,
                "text": one.text,
                "people": one.people,
                "raised_on": str(one.raised_on),
                "step": one.step,
                "step_label": str(one.get_step_display()),
                "handler": str(one.handler),
                "owner": str(one.owner or ""),
                "url": reverse("concerns:concern_detail", args=[one.number]),
            },
            "text",
        )


def support(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """Open requests of the sites, and those closed lately."""
    rows = SupportRequest.objects.visible_to(actor).filter(site__in=sites)
    rows = rows.filter(Q(closed_on=None) | Q(closed_on__gte=clock.today() - RECENT))
    for one in rows.select_related("holder").distinct().order_by("-created_at", "-id")[:30]:
        yield _short(
            {
                "id": str(one.pk),
                "site": str(one.site_id),
                "kind": one.kind,
                "kind_label": str(one.get_kind_display()),
                "text": one.text,
                "amount": figure_text(one.amount),
                "wanted_on": _day(one.wanted_on),
                "state": one.state,
                "state_label": str(one.get_state_display()),
                "received": one.state == SupportRequest.State.CONFIRMED,
                "holder": str(one.holder),
                "due_on": str(one.due_on),
                "answer": one.delivery or one.promise,
                "may_confirm": one.state == SupportRequest.State.DELIVERED
                and one.delivered_by_id != actor.user.pk,
                "url": reverse("fieldwork:support_detail", args=[one.pk]),
            },
            "text",
            "answer",
        )


def leaves(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """One's own, and at the sites those that one answers."""
    units = [s.unit_id for s in sites]
    rows = Leave.objects.filter(
        Q(person__user=actor.user) | Q(unit__in=units), pk__in=Leave.objects.visible_to(actor)
    )
    rows = rows.filter(unit__in=units, ends_on__gte=clock.today() - RECENT).select_related("person")
    for one in rows.distinct().order_by("-starts_on", "-id")[:20]:
        yield {
            "id": str(one.pk),
            "person": str(one.person_id),
            "name": one.person.name,
            "kind": one.kind,
            "kind_label": str(one.get_kind_display()),
            "starts_on": str(one.starts_on),
            "ends_on": str(one.ends_on),
            "reason": one.reason,
            "state": one.state,
            "state_label": str(one.get_state_display()),
            "answer": one.answer,
        }


def reports(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """What is due from the teams one writes for."""
    if not sites:
        return
    for line in missing_reports(actor, own=True)[:12]:
        period = line.period
        name = f"report/{line.team.pk}/{period.kind}/{period.starts_on}"
        url = (
            reverse("fieldwork:report_detail", args=[line.report.pk])
            if line.report
            else reverse("fieldwork:report_due")
        )
        yield {
            "id": str(uuid5(NAMESPACE_URL, name)),
            "team": line.team.name,
            "kind": str(period.kind),
            "kind_label": str(period.kind.label),
            "starts_on": str(period.starts_on),
            "ends_on": str(period.ends_on),
            "due_on": str(period.due_on),
            "state": line.report.state if line.report else "",
            "url": url,
        }
