"""Practices and rules found by their words."""

from collections.abc import Iterator, Sequence
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.knowledge.models import InstitutionalResult, Practice
from dundian.org.access import Actor
from dundian.ui.search import Hit, Source


def _practices(actor: Actor) -> Any:
    return Practice.objects.visible_to(actor).select_related("unit")


def _present(actor: Actor, practices: Sequence[Practice]) -> Iterator[Hit]:
    for practice in practices:
        url = reverse("knowledge:practice_detail", args=[practice.pk])
        where = f"{practice.unit} · {practice.get_state_display()}"
        yield Hit(practice.title, practice.words, url, timezone.localdate(practice.created_at), where)


PRACTICES = Source(
    key="practices",
    label=_("Practices"),
    place=30,
    allowed=lambda actor: bool(actor.paths("read", "practice")),
    rows=_practices,
    field="words",
    order=["-created_at", "-id"],
    right=("read", "practice"),
    present=_present,
)


def _rules(actor: Actor) -> Any:
    return InstitutionalResult.objects.visible_to(actor).select_related("unit")


def _present_rules(actor: Actor, rules: Sequence[InstitutionalResult]) -> Iterator[Hit]:
    for rule in rules:
        url = reverse("knowledge:institution_detail", args=[rule.pk])
        yield Hit(rule.name, rule.words, url, rule.since, f"{rule.unit} · {rule.get_status_display()}")


RULES = Source(
    key="institutions",
    label=_("Institutional results"),
    place=35,
    allowed=lambda actor: bool(actor.paths("read", "institution")),
    rows=_rules,
    field="words",
    order=["-since", "-id"],
    right=("read", "institution"),
    present=_present_rules,
)
