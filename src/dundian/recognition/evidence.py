"""What a criterion draws on, gathered for many sites at once: figures, each with the lines that prove it.

Other rooms have their sources registered here, each under a kind of `Source`; a kind without any says that nothing is
on record. No line names a cadre and no figure counts what somebody did: a site's results are gathered, not a
person's activity.
"""

import hashlib
import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Max, Prefetch
from django.utils.translation import override

from dundian.campaign.models import Indicator, Site
from dundian.concerns.models import CallBack, Concern, Rating
from dundian.fieldwork.models import LogFigure, Task
from dundian.kernel import clock
from dundian.planning.models import Team, TeamMember
from dundian.recognition.activity import counts_activity
from dundian.recognition.models import HostWord, Round, Source

FORMAT = "dundian evidence 1"


@dataclass(frozen=True)
class Line:
    """One fact behind a figure. `ref` is (kind, id) of the record it comes from, for the link."""

    on: str
    text: str
    amount: str = ""
    note: str = ""
    ref: tuple[str, str] = ("", "")


@dataclass
class Figure:
    """A figure of evidence: `value` and `target` are decimals as text."""

    key: str
    name: str
    measure: str
    value: str
    target: str | None = None
    lines: list[Line] = field(default_factory=list)


SourceOf = Callable[[Sequence[UUID], date, date], Mapping[UUID, Sequence[Figure]]]
_sources: dict[str, list[SourceOf]] = defaultdict(list)


def register(kind: Source, source: SourceOf) -> SourceOf:
    """`source(site_ids, since, until)` gives each site's figures, in a constant number of queries."""
    if source not in _sources[kind]:
        _sources[kind].append(source)
    return source


def plain(value: Decimal | int | None) -> str:
    """A decimal as text without needless zeros."""
    text = f"{value or 0:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def results(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[Figure]]:
    """Indicators against the targets of the sites' tasks. A count of activity or publicity is no result."""
    lines: dict[tuple[UUID, UUID], list[tuple[Decimal, Line]]] = defaultdict(list)
    figures = LogFigure.objects.filter(log__site__in=site_ids, log__on__range=(since, until))
    for f in figures.select_related("log").order_by("log__on", "id"):
        log = f.log
        text = log.text or "、".join(map(str, log.activity_labels))
        line = Line(str(log.on), text, plain(f.amount), log.evidence, ("log", str(log.pk)))
        lines[log.site_id, f.indicator_id].append((f.amount, line))
    targets = _targets(site_ids)
    indicators = Indicator.objects.filter(pk__in={i for _site, i in [*lines, *targets]})
    found: dict[UUID, list[Figure]] = defaultdict(list)
    for indicator in indicators.order_by("place", "id"):
        if counts_activity(indicator.name):
            continue
        for site in site_ids:
            own = lines.get((site, indicator.pk), [])
            target = targets.get((site, indicator.pk))
            if own or target is not None:
                reached = sum((amount for amount, _line in own), Decimal(0))
                found[site].append(
                    Figure(
                        f"results.{indicator.code}",
                        indicator.name,
                        indicator.measure,
                        plain(reached),
                        None if target is None else plain(target),
                        [line for _amount, line in own],
                    )
                )
    return found


def _targets(site_ids: Sequence[UUID]) -> dict[tuple[UUID, UUID], Decimal]:
    rows = Task.objects.filter(site__in=site_ids, indicator__isnull=False, target__isnull=False).order_by()
    return {
        (site, indicator): target
        for site, indicator, target in rows.values_list("site", "indicator").annotate(top=Max("target"))
    }


def concerns(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[Figure]]:
    """Concerns settled with the worker's word, and those that had to be taken up again."""
    rows = Concern.objects.filter(site__in=site_ids, raised_on__range=(since, until)).order_by(
        "raised_on", "id"
    )
    kinds: tuple[tuple[str, str, Callable[[Concern], bool]], ...] = (
        ("concerns.solved", "解决并经职工确认的诉求", lambda c: c.outcome == Concern.Outcome.SOLVED),
        ("concerns.partly", "部分解决并经职工确认的诉求", lambda c: c.outcome == Concern.Outcome.PARTLY),
        ("concerns.explained", "已作解释答复的诉求", lambda c: c.outcome == Concern.Outcome.EXPLAINED),
        ("concerns.reopened", "办结后又重新办理的诉求", lambda c: c.reopened > 0),
    )
    by_site: dict[UUID, list[Concern]] = defaultdict(list)
    for concern in rows:
        if concern.site_id:
            by_site[concern.site_id].append(concern)
    return {
        site: [
            Figure(key, name, "件", str(len(some)), None, [_concern_line(c) for c in some])
            for key, name, holds in kinds
            if (some := [c for c in own if holds(c)])
        ]
        for site, own in by_site.items()
    }


def _concern_line(concern: Concern) -> Line:
    note = str(concern.get_outcome_display() if concern.outcome else concern.get_step_display())
    return Line(str(concern.raised_on), concern.text, "", note, ("concern", concern.number))


GRADES = {"satisfied": "满意", "basically": "基本满意", "not": "不满意"}


def workers_word(site_ids: Sequence[UUID], since: date, until: date) -> dict[UUID, list[Figure]]:
    """How workers rated what came of their concerns, by themselves or when called back. No name, no contact."""
    span = {"concern__site__in": site_ids, "concern__raised_on__range": (since, until)}
    said: dict[UUID, list[tuple[str, Line]]] = defaultdict(list)
    ratings = Rating.objects.filter(**span).select_related("concern").order_by("at", "id")
    for r in ratings:
        line = Line(str(r.at.date()), r.word or "（未留言）", "", "职工自评", ("concern", r.concern.number))
        said[_site(r.concern)].append((r.grade, line))
    calls = CallBack.objects.filter(**span, result__in=GRADES, at__isnull=False).select_related("concern")
    for c in calls.order_by("at", "id"):
        on = str(c.at.date()) if c.at else ""
        line = Line(on, c.word or "（未留言）", "", "电话回访", ("concern", c.concern.number))
        said[_site(c.concern)].append((c.result, line))
    return {
        site: [
            Figure(f"workers_word.{grade}", f"职工评价“{name}”", "人次", str(len(some)), None, some)
            for grade, name in GRADES.items()
            if (some := [line for given, line in own if given == grade])
        ]
        for site, own in said.items()
    }


def _site(concern: Concern) -> UUID:
    if concern.site_id is None:
        raise LookupError(concern.number)
    return concern.site_id


register(Source.RESULTS, results)
register(Source.CONCERNS, concerns)
register(Source.WORKERS_WORD, workers_word)


def _host_words(round: Round, site_ids: Sequence[UUID]) -> dict[UUID, list[Figure]]:
    words = HostWord.objects.filter(round=round, site__in=site_ids).select_related("unit")
    return {
        w.site_id: [
            Figure(
                f"host_word.{w.grade}",
                f"驻点工会评价“{GRADES[w.grade]}”",
                "份",
                "1",
                None,
                [Line(str(w.on), w.text, "", w.unit.name)],
            )
        ]
        for w in words
    }


def parts_of(round: Round, site_ids: Sequence[UUID]) -> dict[UUID, dict[str, list[Figure]]]:
    """Every source's figures of every site, now."""
    gathered: dict[UUID, dict[str, list[Figure]]] = {
        site: {str(kind): [] for kind in Source.values} for site in site_ids
    }
    given: list[tuple[str, Mapping[UUID, Sequence[Figure]]]] = [
        (kind, source(site_ids, round.since, round.until))
        for kind, sources in _sources.items()
        for source in sources
    ]
    given.append((Source.HOST_WORD, _host_words(round, site_ids)))
    for kind, by_site in given:
        for site, figures in by_site.items():
            if site in gathered:
                gathered[site][str(kind)].extend(figures)
    return gathered


def bodies_of(round: Round, sites: Iterable[Site]) -> dict[UUID, str]:
    """The canonical text of each site's file as of now."""
    sites = list(sites)
    with override("zh-hans"):  # a file is Chinese whatever language the page is shown in
        parts = parts_of(round, [s.pk for s in sites])
    members = Prefetch(
        "members", TeamMember.ever.select_related("person").order_by("-leads", "created_at", "id")
    )
    teams = {
        t.site_id: t for t in Team.objects.filter(site__in=[s.pk for s in sites]).prefetch_related(members)
    }
    return {site.pk: canonical(_body(round, site, teams.get(site.pk), parts[site.pk])) for site in sites}


def _body(
    round: Round, site: Site, team: Team | None, parts: Mapping[str, Sequence[Figure]]
) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "round": {"id": str(round.pk), "name": round.name, "federation": round.unit.name},
        "since": str(round.since),
        "until": str(round.until),
        "frozen_at": clock.now().isoformat(timespec="seconds"),
        "site": {"id": str(site.pk), "name": site.unit.name, "kind": site.kind, "area": site.county.name},
        "team": team.name if team else "",
        "members": sorted({m.person.name for m in team.members.all()}) if team else [],
        "parts": {kind: [asdict(figure) for figure in figures] for kind, figures in parts.items()},
    }


def canonical(body: Mapping[str, Any]) -> str:
    """One spelling for one content: keys sorted, no needless space, text as it is."""
    return json.dumps(body, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def fingerprint(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
