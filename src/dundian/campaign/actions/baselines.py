"""Baseline forms (摸底表): drafted, published, revised as a new edition."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from dundian.audit_trail.actions import record
from dundian.campaign.access import require_keep
from dundian.campaign.asked import BaselineField, BaselineForm
from dundian.kernel.errors import Invalid
from dundian.kernel.text import clean_line
from dundian.org.access import Actor
from dundian.org.models import Unit

MOST_FIELDS = 60
State = BaselineForm.State
Kind = BaselineField.Kind


@dataclass(frozen=True)
class FieldLine:
    """One question as the builder sends it."""

    name: str
    kind: str = Kind.NUMBER
    measure: str = ""
    choices: Sequence[str] = ()
    required: bool = False
    help: str = ""


@transaction.atomic
def create_baseline_form(
    *, unit: Unit, name: str, actor: Actor, fields: Sequence[FieldLine] = ()
) -> BaselineForm:
    """A draft form of the federation."""
    require_keep(actor, "baseline_form", unit)
    name = clean_line(name)
    if not 1 <= len(name) <= 60:
        raise Invalid({"name": _("The name has 1 to 60 characters.")})
    if BaselineForm.objects.filter(unit=unit, name=name).exists():
        words = {"unit": unit}
        raise Invalid({"name": _("%(unit)s already has a form of this name; revise that one.") % words})
    form = BaselineForm.objects.create(unit=unit, name=name)
    _set_fields(form, fields)
    _note("create", form, actor)
    return form


def _note(verb: str, form: BaselineForm, actor: Actor, **detail: Any) -> None:
    by = actor.appointment_for("change", "baseline_form", form.unit)
    record(
        actor=actor,
        verb=verb,
        noun="baseline_form",
        obj=form,
        unit=form.unit,
        appointment=by,
        detail=detail,
    )


def _set_fields(form: BaselineForm, fields: Sequence[FieldLine]) -> None:
    if len(fields) > MOST_FIELDS:
        raise Invalid(_("A form has at most %(most)d questions.") % {"most": MOST_FIELDS})
    made = [_field(form, place, line) for place, line in enumerate(fields)]
    names = [field.name for field in made]
    for place, name in enumerate(names):
        if name in names[:place]:
            raise Invalid({f"fields-{place}-name": _("This question is asked already.")})
    form.fields.all().delete()
    BaselineField.objects.bulk_create(made)


def _field(form: BaselineForm, place: int, line: FieldLine) -> BaselineField:
    name, where = clean_line(line.name), f"fields-{place}-"
    if not 1 <= len(name) <= 60:
        raise Invalid({f"{where}name": _("A question has 1 to 60 characters.")})
    if line.kind not in Kind.values:
        raise Invalid({f"{where}kind": _("Choose from the list.")})
    choices = list(dict.fromkeys(c for choice in line.choices if (c := clean_line(choice)[:40])))
    if line.kind == Kind.CHOICE and not 2 <= len(choices) <= 20:
        raise Invalid({f"{where}choices": _("A choice has 2 to 20 answers, one a line.")})
    return BaselineField(
        form=form,
        place=place,
        name=name,
        kind=line.kind,
        measure=clean_line(line.measure)[:10] if line.kind == Kind.NUMBER else "",
        choices=choices if line.kind == Kind.CHOICE else [],
        required=line.required,
        help=clean_line(line.help)[:100],
    )


def _locked_draft(form: BaselineForm, version: int | None = None) -> BaselineForm:
    form = BaselineForm.locked(form.pk, version)
    if form.state != State.DRAFT:
        raise Invalid(_("A published form never changes; make a new edition."))
    return form


@transaction.atomic
def edit_baseline_form(
    *, form: BaselineForm, version: int | None, fields: Sequence[FieldLine], actor: Actor
) -> BaselineForm:
    """Replace the questions of a draft. Messages are keyed `fields-<n>-<field>`."""
    require_keep(actor, "baseline_form", form.unit)
    form = _locked_draft(form, version)
    _set_fields(form, fields)
    form.touch()
    _note("edit", form, actor, fields=len(fields))
    return form


@transaction.atomic
def publish_baseline_form(*, form: BaselineForm, actor: Actor) -> BaselineForm:
    """From now on it never changes; campaigns may adopt it."""
    require_keep(actor, "baseline_form", form.unit)
    form = _locked_draft(form)
    if not form.fields.exists():
        raise Invalid(_("A form without questions is not published."))
    form.state = State.PUBLISHED
    form.touch("state")
    _note("publish", form, actor, edition=form.edition)
    return form


@transaction.atomic
def revise_baseline_form(*, form: BaselineForm, actor: Actor) -> BaselineForm:
    """A draft of the next edition, as a copy; one draft at a time."""
    require_keep(actor, "baseline_form", form.unit)
    same = BaselineForm.objects.filter(unit=form.unit_id, name=form.name)
    newest = same.select_for_update().order_by("-edition")[0]
    if newest.state == State.DRAFT:
        raise Invalid(_("Edition %(n)d is still a draft; go on with that one.") % {"n": newest.edition})
    made = BaselineForm.objects.create(unit=form.unit, name=form.name, edition=newest.edition + 1)
    copied = ("place", "name", "kind", "measure", "choices", "required", "help")
    BaselineField.objects.bulk_create(
        BaselineField(form=made, **{name: getattr(field, name) for name in copied})
        for field in form.fields.all()
    )
    _note("revise", made, actor, copied_from=form.edition)
    return made


@transaction.atomic
def retire_baseline_form(*, form: BaselineForm, actor: Actor) -> BaselineForm:
    """Not to be adopted any more; campaigns that have it keep it."""
    require_keep(actor, "baseline_form", form.unit)
    form = BaselineForm.locked(form.pk)
    if form.state != State.PUBLISHED:
        raise Invalid(_("Only a published form is retired."))
    form.state = State.RETIRED
    form.touch("state")
    _note("retire", form, actor)
    return form


@transaction.atomic
def discard_baseline_form(*, form: BaselineForm, actor: Actor) -> None:
    """Throw a draft away."""
    require_keep(actor, "baseline_form", form.unit)
    form = _locked_draft(form)
    _note("discard", form, actor, edition=form.edition)
    form.delete()
