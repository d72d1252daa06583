"""What the import checker cannot see: foreign keys and scope."""

import tomllib
from pathlib import Path

import pytest
from django.apps import apps
from django.db.models import Field, ForeignKey, ManyToManyField, Model

ROOT = Path(__file__).parents[2]

# Rows that belong to a person or to the house itself, and why no unit's scope applies to them.
WITHOUT_UNIT = {
    "fieldwork.CalendarFeed": "belongs to its user alone",
    "kernel.Day": "the public calendar; everybody sees it",
    "kernel.Year": "the public calendar; everybody sees it",
    "kernel.WorkingHours": "the public calendar; everybody sees it",
    "kernel.Edition": "a stamp; tells nothing",
    "accounts.User": "a sign-in; managed through the person's home unit",
    "accounts.SignIn": "belongs to its user alone",
    "accounts.FailedSignIn": "belongs to its user alone",
    "documents.Preview": "pictures found by a file's fingerprint; shown only on the page of that file",
    "offline.Upload": "belongs to its user alone",
    "audit_trail.Verification": "a run over chains; seen by audit administrators whose scope holds all of them",
    "audit_trail.Seal": "a digest; tells nothing",
    "concerns.Passage": "a count under a keyed hash; tells nothing",
    "insight.Dirty": "a mark that a month must be added up again; tells nothing",
}


def layers() -> list[str]:
    """Rooms from top to bottom, as the import contract has them."""
    with (ROOT / "pyproject.toml").open("rb") as file:
        contracts = tomllib.load(file)["tool"]["importlinter"]["contracts"]
    listed = next(c for c in contracts if c["id"] == "rooms")["layers"]
    return [name.strip("()") for name in listed]


def our_models() -> list[type[Model]]:
    return [m for m in apps.get_models() if m.__module__.startswith("dundian.")]


def keys_of(model: type[Model]) -> list[Field]:
    fields = [*model._meta.get_fields(include_parents=False)]
    return [f for f in fields if isinstance(f, ForeignKey | ManyToManyField)]


def test_there_are_models_to_check() -> None:
    assert len(our_models()) > 30


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_foreign_keys_look_back_never_forward(model: type[Model]) -> None:
    order = layers()
    here = order.index(model._meta.app_label)
    for key in keys_of(model):
        target = key.related_model
        if target.__module__.startswith("dundian."):
            assert order.index(target._meta.app_label) >= here, (
                f"{model._meta.label}.{key.name} points upward"
            )


def is_scoped(model: type[Model], seen: frozenset[type[Model]] = frozenset()) -> bool:
    """Whether the model answers `visible_to`, or hangs on one that does."""
    if hasattr(model._default_manager.all(), "visible_to"):
        return True
    parents = [k.related_model for k in keys_of(model) if isinstance(k, ForeignKey) and not k.null]
    return any(
        is_scoped(p, seen | {model}) for p in parents if p not in seen and p.__module__.startswith("dundian.")
    )


@pytest.mark.parametrize("model", our_models(), ids=lambda m: m._meta.label)
def test_every_model_has_its_scope(model: type[Model]) -> None:
    if model._meta.label in WITHOUT_UNIT:
        assert not hasattr(model._default_manager.all(), "visible_to"), (
            "scoped after all: take it off the list"
        )
        return
    assert is_scoped(model), f"{model._meta.label} has neither visible_to nor a parent that has"
