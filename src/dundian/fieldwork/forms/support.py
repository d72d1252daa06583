"""Forms for support requests and a federation's rules for them."""

from typing import Any, cast

from django import forms as django_forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Site
from dundian.fieldwork import access
from dundian.fieldwork.forms.filters import ALL, Scoped
from dundian.fieldwork.models import SupportKind, SupportLimit, SupportRequest, SupportRule
from dundian.fieldwork.models.support import MOST_MONEY
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Unit
from dundian.ui import forms

AGREEING = (_("Agreed."), _("Agreed; please handle it soon."), _("Agreed; keep to the standard."))
GIVING_BACK = (_("Say what it is for."), _("The amount is too high."), _("The team can settle this itself."))
DESK_WORDS = (_("Done as asked."), _("Settled with the host union."))
TEAM_WORDS = (_("Received as agreed."), _("Received, thank you."))


def _money(label: Any, **fields: Any) -> django_forms.DecimalField:
    return django_forms.DecimalField(
        label=label,
        max_digits=11,
        decimal_places=2,
        min_value=0,
        max_value=MOST_MONEY,
        required=False,
        **fields,
    )


class SupportFilter(Scoped):
    noun = "support"
    more = ("union", "department", "since", "until", "closed_from", "closed_to", "spent")

    text = django_forms.CharField(label=_("Words"), max_length=50)
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *SupportKind.choices])
    state = django_forms.ChoiceField(
        label=_("State"), choices=[ALL, ("open", _("Not closed")), *SupportRequest.State.choices]
    )
    late = django_forms.BooleanField(label=_("Overdue only"))
    since = django_forms.DateField(label=_("Asked from"))
    until = django_forms.DateField(label=_("Asked to"))
    closed_from = django_forms.DateField(label=_("Closed from"))
    closed_to = django_forms.DateField(label=_("Closed to"))
    spent = django_forms.BooleanField(label=_("With money spent"))
    department = django_forms.ModelChoiceField(
        Unit.objects.none(), label=_("Department"), empty_label=_("All")
    )
    box = django_forms.ChoiceField(
        label="",
        choices=[
            ALL,
            ("waiting", _("Waiting for us")),
            ("helping", _("Helping")),
            ("mine", _("Asked by me")),
        ],
        widget=django_forms.HiddenInput,
    )
    field_order = ("text", "campaign", "site", "kind", "state", "late")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self._take("department", self._departments)

    def _departments(self) -> QuerySet[Unit]:
        asked = SupportRequest.objects.visible_to(self.actor).order_by().values("department")
        return Unit.objects.filter(pk__in=asked).order_by("path")


class AskForm(forms.Form):
    """What a team needs; the site is known already when there is only one."""

    columns = 2
    site = django_forms.ChoiceField(label=_("Site"))
    kind = django_forms.ChoiceField(
        label=_("Kind"), choices=SupportKind.choices, widget=forms.SegmentedRadios
    )
    text = django_forms.CharField(
        label=_("What is needed, and what for"),
        max_length=1000,
        widget=django_forms.Textarea({"rows": 3}),
    )
    amount = _money(_("Amount (yuan)"), help_text=_("Empty when it costs nothing."))
    wanted_on = django_forms.DateField(label=_("Wanted by"), required=False)

    def __init__(self, sites: list[Site], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(django_forms.ChoiceField, self.fields["site"])
        field.choices = [(str(site.pk), str(site)) for site in sites]
        if len(sites) == 1:
            field.widget, field.initial = django_forms.HiddenInput(), str(sites[0].pk)


class ActForm(forms.Form):
    """One thing done to a request; `version` is the one that was read."""

    version = forms.VersionField(required=False)

    def __init__(self, *args: Any, support: SupportRequest, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {"version": support.version, **self.initial_of(support)})
        super().__init__(*args, **kwargs)
        self.support = support

    def initial_of(self, support: SupportRequest) -> dict[str, Any]:
        return {}

    def _desks(self, name: str) -> None:
        rows = access.desks_of(self.support.unit).exclude(pk=self.support.holder_id)
        cast("django_forms.ModelChoiceField[Unit]", self.fields[name]).queryset = cast("QuerySet[Unit]", rows)


class ApproveForm(ActForm):
    opinion = django_forms.CharField(
        label=_("Opinion"), max_length=500, required=False, widget=forms.Opinion(AGREEING)
    )
    amount = _money(_("Approved amount (yuan)"), help_text=_("The amount asked for, or less."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.initial.get("amount") is None:
            del self.fields["amount"]

    def initial_of(self, support: SupportRequest) -> dict[str, Any]:
        waiting = next((s for s in support.steps.all() if s.state == "waiting"), None)
        return {"amount": waiting.amount if waiting else None}


class ReasonForm(ActForm):
    reason = django_forms.CharField(label=_("Reason"), max_length=500, widget=forms.Opinion(GIVING_BACK))


class RefuseForm(ActForm):
    reason = django_forms.CharField(
        label=_("What is not as agreed"),
        max_length=500,
        widget=forms.Opinion((_("It has not come."), _("Only part of it came."), _("It cannot be used."))),
    )


class CancelForm(ActForm):
    reason = django_forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=forms.Opinion((_("Not needed any more."), _("Settled on site."))),
    )


class AnswerForm(ActForm):
    columns = 2
    promise = django_forms.CharField(
        label=_("What will be done"), max_length=1000, widget=django_forms.Textarea({"rows": 3})
    )
    promised_on = django_forms.DateField(label=_("To be provided by"))
    estimated = _money(
        _("Estimated cost (yuan)"), help_text=_("Above what was approved it goes to the offices first.")
    )

    def initial_of(self, support: SupportRequest) -> dict[str, Any]:
        known = support.estimated if support.estimated is not None else support.approved
        return {
            "promise": support.promise,
            "promised_on": support.promised_on or support.wanted_on,
            "estimated": known,
        }


class DeliverForm(ActForm):
    columns = 2
    delivery = django_forms.CharField(
        label=_("What was provided"), max_length=1000, widget=forms.Opinion(DESK_WORDS)
    )
    spent = _money(_("Spent (yuan)"), help_text=_("Empty when it cost nothing."))

    def initial_of(self, support: SupportRequest) -> dict[str, Any]:
        return {"delivery": support.delivery}


class PassOnForm(ActForm):
    to = django_forms.ModelChoiceField(Unit.objects.none(), label=_("Pass on to"))
    reason = django_forms.CharField(
        label=_("Reason"), max_length=500, widget=django_forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._desks("to")


class CallForm(ActForm):
    unit = django_forms.ModelChoiceField(Unit.objects.none(), label=_("Department"))
    note = django_forms.CharField(
        label=_("What help is needed"), max_length=500, widget=django_forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._desks("unit")
        self.fields.pop("version")


class HelpForm(ActForm):
    said = django_forms.CharField(
        label=_("What was done"), max_length=500, widget=django_forms.Textarea({"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version")


class ConfirmForm(ActForm):
    word = django_forms.CharField(
        label=_("A word"), max_length=500, required=False, widget=forms.Opinion(TEAM_WORDS)
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields.pop("version")


class ResendForm(ActForm):
    columns = 2
    text = django_forms.CharField(
        label=_("What is needed, and what for"), max_length=1000, widget=django_forms.Textarea({"rows": 3})
    )
    amount = _money(_("Amount (yuan)"))
    wanted_on = django_forms.DateField(label=_("Wanted by"), required=False)

    def initial_of(self, support: SupportRequest) -> dict[str, Any]:
        return {name: getattr(support, name) for name in ("text", "amount", "wanted_on")}


class OpinionForm(forms.Form):
    """One opinion for many."""

    opinion = django_forms.CharField(
        label=_("Opinion"), max_length=500, required=False, widget=forms.Opinion(AGREEING)
    )


class RuleBase(forms.Form):
    """A line of a federation that the person keeps rules for."""

    unit = django_forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = Unit.objects.filter(pk__in=actor.units("change", "support_rule"), kind__in=FEDERATIONS)
        kept = kept.open().order_by("path")
        own = next((a.unit_id for a in actor.appointments if a.unit.is_federation), None)
        self.choose("unit", kept)
        self.fields["unit"].initial = own
        self.kept = kept

    def choose(self, name: str, rows: Any) -> None:
        cast("django_forms.ModelChoiceField[Unit]", self.fields[name]).queryset = rows


class RouteForm(RuleBase):
    kind = django_forms.ChoiceField(label=_("Kind"), choices=SupportKind.choices)
    department = django_forms.ModelChoiceField(Unit.objects.none(), label=_("Goes to"))
    area = django_forms.ModelChoiceField(
        Unit.objects.none(), label=_("Only sites of"), required=False, empty_label=_("All")
    )
    above = _money(_("Only above (yuan)"))

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.choose("area", self.kept)
        over = [a.unit for a in actor.appointments if actor.can("change", "support_rule", a.unit)]
        desks = Unit.objects.none()
        for unit in over:
            desks = (
                desks
                | access.desks_of(unit)
                | Unit.objects.within([unit.path]).filter(kind__in=(*FEDERATIONS, "department"))
            )
        self.choose(
            "department", Unit.objects.filter(pk__in=desks.order_by().values("pk")).open().order_by("path")
        )


class RuleForm(RuleBase):
    kind = django_forms.ChoiceField(
        label=_("Kind"), choices=[("", _("All kinds")), *SupportKind.choices], required=False
    )
    level = django_forms.ChoiceField(label=_("Consent of"), choices=SupportRule.LEVELS)
    above = _money(
        _("Above (yuan)"), help_text=_("Empty: always, also without money. 0: whenever money is asked for.")
    )


class LimitForm(RuleBase):
    matter = django_forms.ChoiceField(label=_("For"), choices=SupportLimit.Matter.choices)
    days = django_forms.IntegerField(label=_("Working days"), min_value=1, max_value=120)
