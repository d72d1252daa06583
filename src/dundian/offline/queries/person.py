"""What a phone needs about the person: who they are where, the words to choose from, what waits for a leader."""

import re
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.html import strip_tags
from django.utils.translation import gettext as _

from dundian.campaign.models import Site
from dundian.concerns.models import Concern
from dundian.fieldwork.models import Leave, SupportKind, WorkLog
from dundian.insight.queries import sentences as insight_sentences
from dundian.kernel import clock
from dundian.notify.todo import Tab, collect
from dundian.offline.access import GRACE
from dundian.offline.models import Conflict
from dundian.offline.queries.answers import conflict_json
from dundian.org.access import FIELD, WORKING, Actor
from dundian.org.models import Appointment, Role

LINK = re.compile(r'<a [^>]*href="([^"]*)"[^>]*>([^<]*)</a>')
OVERSEEING = frozenset({Role.OFFICE, Role.LEADER, Role.DEPARTMENT, Role.HOST})


def me(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """The person, today's capacities, the sites, and every list to choose from."""
    yield {
        "id": "me",
        "person": str(actor.person.pk if actor.person else actor.user.pk),
        "name": str(actor.user),
        "roles": [
            {
                "role": a.role,
                "name": str(a.label),
                "unit": str(a.unit),
                "until": str(a.until) if a.until else None,
            }
            for a in sorted(actor.appointments, key=lambda a: (str(a.since), str(a.pk)))
            if a.role in WORKING
        ],
        "face": _face(actor),
        "sites": [str(s.pk) for s in sites],
        "site": str(sites[0].pk) if sites else "",
        "ended": list(_ended(actor)),
        "activities": _choices(WorkLog.Activity.choices),
        "topics": _choices(Concern.Topic.choices),
        "concern_kinds": _choices(Concern.Kind.choices),
        "support_kinds": _choices(SupportKind.choices),
        "leave_kinds": [c for c in _choices(Leave.Kind.choices) if c["code"] != Leave.Kind.ABSENCE],
    }


def _choices(choices: Iterable[Any]) -> list[dict[str, str]]:
    return [{"code": str(code), "name": str(name)} for code, name in choices]


def _face(actor: Actor) -> str:
    """Which of the two home screens the phone shows: the field's or the leader's."""
    return "field" if actor.roles & set(FIELD) else "leader" if actor.roles & OVERSEEING else ""


def _ended(actor: Actor) -> Iterator[dict[str, str]]:
    """Places that were left lately, for which unsent lines can still be delivered."""
    today = clock.today()
    rows = Appointment.objects.filter(
        user=actor.user, role__in=FIELD, revoked_at=None, until__lt=today, until__gte=today - GRACE
    )
    for one in rows.select_related("unit").order_by("-until", "id")[:5]:
        if not actor.can("add", "log", one.unit) and one.until:
            until = one.until + timedelta(days=GRACE.days)
            yield {"unit": str(one.unit), "ended_on": str(one.until), "deliver_until": str(until)}


def conflicts(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """One's own, still open."""
    rows = Conflict.objects.filter(user=actor.user).open().select_related("log__unit", "task__unit")
    for conflict in rows.order_by("-created_at", "-id")[:20]:
        subject = conflict.subject
        yield {**conflict_json(conflict), "title": f"{subject} {subject.unit}"}


def phrases(actor: Actor, sites: list[Site]) -> Iterator[dict[str, str]]:
    """Common phrases (常用语) to tap."""
    offered = {
        "log": [
            _("Visited workers on their shift and listened."),
            _("Talked with the union's committee about recruiting members."),
            _("Explained rights, wages and insurance to workers."),
            _("Visited a worker's family in difficulty."),
            _("Settled a dispute on the spot."),
            _("Held a meeting with the enterprise."),
        ],
        "concern": [
            _("Several workers say the same."),
            _("The worker asks for an answer before the month ends."),
            _("The enterprise has been told and has not answered."),
        ],
        "support": [
            _("Needed for the team's work on site."),
            _("Expertise of a department is needed on site."),
        ],
        "task": [_("Done as planned."), _("Done; the material is kept at the site.")],
        "leave": [_("Family matters."), _("Ill; a certificate follows.")],
    }
    if _face(actor) == "field":
        for use, texts in offered.items():
            for text in texts:
                yield {"id": str(uuid5(NAMESPACE_URL, f"phrase/{use}/{text}")), "for": use, "text": text}


def todos(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """What waits for somebody who is not stationed: 待批 as on the first page."""
    if _face(actor) != "leader":
        return
    for todo in collect(actor, Tab.WAITING, limit=30):
        yield {
            "id": str(uuid5(NAMESPACE_URL, f"todo/{todo.url}/{todo.title}")),
            "kind": str(todo.kind),
            "title": todo.title,
            "url": todo.url,
            "place": todo.place,
            "due_on": str(todo.due_on) if todo.due_on else None,
            "state": todo.state,
            "detail": str(todo.detail),
        }


def sentences(actor: Actor, sites: list[Site]) -> Iterator[dict[str, Any]]:
    """The five sentences of the last sync: words, and what their numbers open."""
    if not actor.roles & {Role.OFFICE, Role.LEADER}:
        return
    for place, said in enumerate(insight_sentences(actor)):
        yield {
            "id": str(uuid5(NAMESPACE_URL, f"sentence/{place}")),
            "place": place,
            "text": strip_tags(said),
            "links": [{"text": text, "url": url.replace("&amp;", "&")} for url, text in LINK.findall(said)],
        }
