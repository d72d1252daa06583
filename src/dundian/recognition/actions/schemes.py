"""Schemes: made, copied, published, brought in from a file."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line, clean_text
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Unit, UnitKind
from dundian.recognition.actions.steps import line
from dundian.recognition.activity import counts_activity
from dundian.recognition.models import Category, Criterion, Panel, Scheme, Source, Subject

FORMAT = "dundian scheme 1"
WHOLE = 100


@dataclass(frozen=True)
class CriterionLine:
    """One criterion; `panel` counts the scheme's panels from 1."""

    name: str
    source: str
    weight: int
    panel: int = 1
    guide: str = ""


@dataclass(frozen=True)
class CategoryLine:
    """One category with its criteria."""

    name: str
    subject: str
    quota: int
    kinds: Sequence[str] = ()
    criteria: Sequence[CriterionLine] = field(default_factory=tuple)


def _require(actor: Actor, unit: Unit, verb: str = "change") -> Any:
    return actor.require(
        verb, "scheme", unit, _("Schemes are made by the programme office of the federation.")
    )


def _draft(scheme: Scheme) -> Scheme:
    held = Scheme.locked(scheme.pk)
    if held.state != Scheme.State.DRAFT:
        raise Invalid(_("A published scheme never changes; make a new version."))
    return held


def _note(scheme: Scheme, verb: str, actor: Actor, by: Any, **detail: Any) -> None:
    record(
        actor=actor,
        verb=verb,
        noun="scheme",
        obj=scheme,
        unit=scheme.unit,
        appointment=by,
        detail=detail or None,
    )


@transaction.atomic
def create_scheme(
    *,
    unit: Unit,
    name: str,
    year: int,
    actor: Actor,
    notice_days: int = 5,
    outlier_gap: int = 20,
    principles: str = "",
    panels: Sequence[str] = (),
    categories: Sequence[CategoryLine] = (),
) -> Scheme:
    """A draft; the next version when this federation has one of the same name and year."""
    by = _require(actor, unit, "add")
    if unit.kind not in FEDERATIONS:
        raise Invalid({"unit": _("A scheme belongs to a federation.")})
    name = line(name, "name", _("Give the scheme a name."), 80)
    before = Scheme.objects.filter(unit=unit, name=name, year=year).order_by("-edition").first()
    scheme = Scheme.objects.create(
        unit=unit,
        name=name,
        year=year,
        edition=before.edition + 1 if before else 1,
        notice_days=_between(notice_days, 1, 60, "notice_days"),
        outlier_gap=_between(outlier_gap, 5, 100, "outlier_gap"),
        principles=clean_text(principles)[:2000],
    )
    _set_panels(scheme, panels or [_("Evaluation panel")])
    for place, category in enumerate(categories, 1):
        _write_category(Category(scheme=scheme, place=place), category)
    _note(scheme, "create", actor, by)
    return scheme


def _between(value: Any, least: int, most: int, name: str) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise Invalid({name: _("Between %(least)d and %(most)d.") % {"least": least, "most": most}})
    return value


def _set_panels(scheme: Scheme, names: Sequence[str]) -> None:
    """By place: the first stays the first when renamed; one that judges something cannot go."""
    wanted = [clean_line(n) for n in names if clean_line(n)]
    if not wanted or len(wanted) > 10:
        raise Invalid({"panels": _("Name one to ten panels.")})
    if any(len(n) > 40 for n in wanted):
        raise Invalid({"panels": _("The name of a panel has at most 40 characters.")})
    stored = list(scheme.panels.all())
    for place, name in enumerate(wanted, 1):
        Panel.objects.update_or_create(scheme=scheme, place=place, defaults={"name": name})
    for panel in stored[len(wanted) :]:
        if panel.criteria.exists():
            raise Invalid({"panels": _("“%(panel)s” still judges a criterion.") % {"panel": panel}})
        panel.delete()


@transaction.atomic
def edit_scheme(
    *,
    scheme: Scheme,
    name: str,
    year: int,
    notice_days: int,
    outlier_gap: int,
    principles: str,
    panels: Sequence[str],
    actor: Actor,
    version: int | None = None,
) -> Scheme:
    """The head of a draft."""
    by = _require(actor, scheme.unit)
    held = _draft(scheme)
    if version is not None and held.version != version:
        held = Scheme.locked(scheme.pk, version)
    held.name = line(name, "name", _("Give the scheme a name."), 80)
    if held.year != year or held.name != scheme.name:
        taken = Scheme.objects.filter(unit=held.unit, name=held.name, year=year, edition=held.edition)
        if taken.exclude(pk=held.pk).exists():
            raise Invalid({"name": _("There is a scheme of this name and year already; copy it instead.")})
    held.year = year
    held.notice_days = _between(notice_days, 1, 60, "notice_days")
    held.outlier_gap = _between(outlier_gap, 5, 100, "outlier_gap")
    held.principles = clean_text(principles)[:2000]
    held.touch("name", "year", "notice_days", "outlier_gap", "principles")
    _set_panels(held, panels)
    _note(held, "edit", actor, by)
    return held


@transaction.atomic
def keep_category(
    *, scheme: Scheme, told: CategoryLine, actor: Actor, category: Category | None = None
) -> Category:
    """Add a category to a draft, or replace one with all its criteria."""
    by = _require(actor, scheme.unit)
    held = _draft(scheme)
    if category is None:
        last = held.categories.order_by("-place").first()
        if last and last.place >= 20:
            raise Invalid(_("A scheme has at most 20 categories."))
        category = Category(scheme=held, place=last.place + 1 if last else 1)
    else:
        category = Category.objects.get(pk=category.pk, scheme=held)
    _write_category(category, told)
    held.touch("version")
    _note(held, "edit", actor, by, category=category.name)
    return category


def _write_category(category: Category, told: CategoryLine) -> None:
    category.name = line(told.name, "name", _("Give the category a name."), 40)
    if told.subject not in Subject.values:
        raise Invalid({"subject": _("Choose units or individuals.")})
    if unknown := [k for k in told.kinds if k not in UnitKind.values]:
        raise Invalid({"kinds": _("Unknown kind of unit: %(kind)s.") % {"kind": str(unknown[0])[:40]}})
    category.subject, category.kinds = told.subject, list(told.kinds)
    category.quota = _between(told.quota, 1, 2000, "quota")
    category.save()
    panels = {p.place: p for p in category.scheme.panels.all()}
    category.criteria.all().delete()
    for number, one in enumerate(told.criteria):
        _write_criterion(category, number, one, panels)


def _write_criterion(
    category: Category, number: int, told: CriterionLine, panels: Mapping[int, Panel]
) -> None:
    where = f"criteria-{number}"
    name = line(told.name, f"{where}-name", _("Give the criterion a name."), 60)
    if told.source not in Source.values:
        raise Invalid(
            {
                f"{where}-source": _(
                    "Only results, verified concerns, the words of host union and workers, and findings of inspections "
                    "and look-backs can be drawn on."
                )
            }
        )
    if counts_activity(name) or counts_activity(told.guide):
        raise Invalid(
            {
                f"{where}-name": _(
                    "Activity, publicity and leaders’ remarks earn nothing in an evaluation. Name a result."
                )
            }
        )
    if told.panel not in panels:
        raise Invalid({f"{where}-panel": _("There is no such panel in this scheme.")})
    Criterion.objects.create(
        category=category,
        place=number + 1,
        name=name,
        source=told.source,
        weight=_between(told.weight, 1, WHOLE, f"{where}-weight"),
        panel=panels[told.panel],
        guide=clean_line(told.guide)[:300],
    )


@transaction.atomic
def drop_category(*, category: Category, actor: Actor) -> Scheme:
    """Take a category out of a draft."""
    by = _require(actor, category.scheme.unit)
    held = _draft(category.scheme)
    category.delete()
    held.touch("version")
    _note(held, "edit", actor, by, dropped=category.name)
    return held


def lacking(scheme: Scheme) -> list[str]:
    """What a draft still needs before it can be published, in words."""
    missing = []
    categories = list(scheme.categories.prefetch_related("criteria"))
    if not categories:
        missing.append(_("There is no category yet."))
    for category in categories:
        weights = sum(c.weight for c in category.criteria.all())
        if weights != WHOLE:
            missing.append(
                _("The weights of “%(category)s” add up to %(sum)d instead of 100.")
                % {"category": category, "sum": weights}
            )
    return missing


@transaction.atomic
def publish_scheme(*, scheme: Scheme, actor: Actor) -> Scheme:
    """From now on it never changes, and federations beneath see it."""
    by = _require(actor, scheme.unit)
    held = _draft(scheme)
    if missing := lacking(held):
        raise Invalid(" ".join(missing))
    held.state = Scheme.State.PUBLISHED
    held.touch("state")
    _note(held, "publish", actor, by)
    return held


@transaction.atomic
def retire_scheme(*, scheme: Scheme, actor: Actor) -> Scheme:
    """No new round uses it; those that do go on."""
    by = _require(actor, scheme.unit)
    held = Scheme.locked(scheme.pk)
    if held.state != Scheme.State.PUBLISHED:
        raise Invalid(_("Only a published scheme is retired."))
    held.state = Scheme.State.RETIRED
    held.touch("state")
    _note(held, "retire", actor, by)
    return held


@transaction.atomic
def discard_scheme(*, scheme: Scheme, actor: Actor) -> None:
    """Throw a draft away."""
    by = _require(actor, scheme.unit)
    held = _draft(scheme)
    _note(held, "discard", actor, by)
    held.categories.all().delete()  # their criteria hold the panels
    held.delete()


def scheme_as_file(scheme: Scheme) -> dict[str, Any]:
    """Everything that makes the scheme, without ids: what `read_scheme` reads."""
    return {
        "format": FORMAT,
        "name": scheme.name,
        "year": scheme.year,
        "notice_days": scheme.notice_days,
        "outlier_gap": scheme.outlier_gap,
        "principles": scheme.principles,
        "panels": [p.name for p in scheme.panels.all()],
        "categories": [
            {
                "name": c.name,
                "subject": c.subject,
                "quota": c.quota,
                "kinds": list(c.kinds),
                "criteria": [
                    {
                        "name": k.name,
                        "source": k.source,
                        "weight": k.weight,
                        "panel": k.panel.place,
                        "guide": k.guide,
                    }
                    for k in c.criteria.select_related("panel")
                ],
            }
            for c in scheme.categories.all()
        ],
    }


def read_scheme(told: Any) -> dict[str, Any]:
    """What `create_scheme` takes, from the content of a file; `Invalid` says what is wrong with it."""
    if not isinstance(told, dict) or told.get("format") != FORMAT:
        raise Invalid({"file": _("This is no scheme file of Dundian.")})
    try:
        return {
            "name": str(told["name"]),
            "year": _number(told["year"]),
            "notice_days": _number(told.get("notice_days", 5)),
            "outlier_gap": _number(told.get("outlier_gap", 20)),
            "principles": str(told.get("principles", "")),
            "panels": [str(p) for p in _rows(told["panels"])],
            "categories": [_category(c) for c in _rows(told["categories"])],
        }
    except (KeyError, TypeError, ValueError, AttributeError):
        raise Invalid(
            {"file": _("The file lacks something, or holds text where a number belongs.")}
        ) from None


def _rows(value: Any) -> list[Any]:
    if not isinstance(value, list) or len(value) > 50:
        raise ValueError
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or not -32768 < value < 32768:
        raise ValueError
    return value


def _category(told: Mapping[str, Any]) -> CategoryLine:
    return CategoryLine(
        str(told["name"]),
        str(told["subject"]),
        _number(told["quota"]),
        [str(k) for k in _rows(told.get("kinds", []))],
        [
            CriterionLine(
                str(k["name"]),
                str(k["source"]),
                _number(k["weight"]),
                _number(k.get("panel", 1)),
                str(k.get("guide", "")),
            )
            for k in _rows(told["criteria"])
        ],
    )


@transaction.atomic
def copy_scheme(*, scheme: Scheme, unit: Unit, year: int, actor: Actor) -> Scheme:
    """A new draft with the same content: the next version, another year's, or one's own of a scheme from above."""
    content = read_scheme(scheme_as_file(scheme)) | {"year": year}
    return create_scheme(unit=unit, actor=actor, **content)
