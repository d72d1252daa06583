"""Conditions above the lists. Selects stay short: a choice of hundreds is offered once a campaign is chosen."""

from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import Any, cast
from uuid import UUID

from django import forms as django_forms
from django.db.models import Q, QuerySet, UUIDField
from django.utils.translation import gettext_lazy as _

from dundian.campaign.models import Campaign, Indicator, Initiative, Site
from dundian.campaign.queries import family
from dundian.fieldwork import queries
from dundian.fieldwork.ledger import Step
from dundian.fieldwork.models import Leave, Report, Task, WorkLog
from dundian.kernel.columns import Each
from dundian.org.access import Actor
from dundian.org.models import GRASSROOTS, Person, Unit, UnitKind
from dundian.planning.models import Team, TeamMember
from dundian.ui import forms

ALL = ("", _("All"))
KINDS = [(kind.value, UnitKind(kind).label) for kind in GRASSROOTS]


class Scoped(forms.FilterForm):
    """A filter whose choices are what the person may see: campaign, area, site and people."""

    noun = ""

    campaign = forms.NamedField(Campaign.objects.none(), label=_("Campaign"), empty_label=_("All"))
    site = django_forms.ChoiceField(label=_("Site"))
    area = django_forms.ModelChoiceField(
        Unit.objects.none(), label=_("Area"), widget=django_forms.HiddenInput
    )
    union = django_forms.ChoiceField(label=_("Kind of union"), choices=[ALL, *KINDS])
    initiative = django_forms.ModelChoiceField(
        Initiative.objects.none(), label=_("Initiative"), widget=django_forms.HiddenInput
    )
    year = forms.YearField(widget=django_forms.HiddenInput)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.actor = actor
        seen = Campaign.objects.visible_to
        if actor.over_all:
            self.fold("campaign", "site")
        if not actor.over_all or self.more_in_use:
            self._choose("campaign", self._campaigns())
        self._take("initiative", lambda: Initiative.objects.filter(campaign__in=seen(actor)))
        self._take("area", lambda: Unit.objects.filter(pk__in=actor.units("view", "unit")))
        self.offer_some("site", self._sites, ("unit__short_name", "unit__name"))

    def _sites(self) -> QuerySet[Any]:
        return self.within(queries.sites_seen(self.actor, self.noun))

    def _campaigns(self) -> QuerySet[Campaign]:
        """Campaigns with sites in sight and those over them; and the one that was asked for, so that a link to a
        campaign without any shows an empty list and not everything."""
        sites = Site.objects.filter(self.actor.in_scope("view", self.noun))
        over = Each("campaign", "campaign__parent", "campaign__parent__parent", output_field=UUIDField())
        offered = Q(pk__among=sites.values_list(over).distinct())
        with suppress(ValueError):
            asked = Campaign.objects.visible_to(self.actor).filter(pk=UUID(self.chosen("campaign")))
            offered |= Q(pk__in=asked.values("pk"))
        return Campaign.objects.filter(offered).order_by("-year", "unit__path", "id")

    def _choose(self, name: str, rows: QuerySet[Any]) -> None:
        cast("django_forms.ModelChoiceField[Any]", self.fields[name]).queryset = rows

    def _take(self, name: str, rows: Callable[[], QuerySet[Any]]) -> None:
        """Rows of a hidden field, which offers none: they are thought of only when one was sent."""
        if self.chosen(name):
            self._choose(name, rows())

    def chosen(self, name: str) -> str:
        """What was sent for `name`, before it is checked."""
        return str(self.data.get(name, "")) if self.is_bound else ""

    def within(self, rows: QuerySet[Any], path: str = "campaign") -> QuerySet[Any]:
        """`rows` of the campaign that was sent, if any, and of those deployed from it."""
        campaign = self.chosen("campaign")
        try:
            return rows.filter(**{f"{path}__in": family(campaign)}) if campaign else rows
        except (ValueError, TypeError, django_forms.ValidationError):
            return rows

    def offer_some(
        self, name: str, rows: Callable[[], QuerySet[Any]], names: Sequence[str] = ("name",)
    ) -> None:
        """The select's choices, those that lie within the campaign that was sent."""
        wide = self.actor.reaches_wide("view", self.noun)
        self.offer(name, lambda: queries.offered(rows(), self.chosen(name), names, wide=wide))

    def people(self) -> QuerySet[Person]:
        """Members of the teams in sight."""
        places = TeamMember.objects.filter(team__site__unit__in=self.actor.units("view", self.noun))
        members = self.within(places, "team__campaign").values("person")
        return Person.objects.filter(pk__in=members).order_by("home_unit__path", "name", "id")


class TaskFilter(Scoped):
    noun = "task"
    more = ("union", "owner", "due_from", "due_to", "done_from", "done_to", "mine")

    indicator = django_forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator"), widget=django_forms.HiddenInput
    )

    text = django_forms.CharField(label=_("Words"), max_length=50)
    state = django_forms.ChoiceField(
        label=_("State"), choices=[ALL, ("open", _("Not done")), *Task.State.choices]
    )
    late = django_forms.BooleanField(label=_("Overdue only"))
    owner = django_forms.ChoiceField(label=_("Owner"))
    due_from = django_forms.DateField(label=_("Due from"))
    due_to = django_forms.DateField(label=_("Due to"))
    done_from = django_forms.DateField(label=_("Done from"))
    done_to = django_forms.DateField(label=_("Done to"))
    mine = django_forms.BooleanField(label=_("Only mine"))
    field_order = ("text", "campaign", "site", "state", "late")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.offer_some("owner", self.people)
        self._take("indicator", Indicator.objects.all)


class LogFilter(Scoped):
    noun = "log"
    more = ("union", "author", "team", "mine")

    indicator = django_forms.ModelChoiceField(
        Indicator.objects.none(), label=_("Indicator"), widget=django_forms.HiddenInput
    )
    task = django_forms.ModelChoiceField(
        Task.objects.none(), label=_("Task"), widget=django_forms.HiddenInput
    )

    text = django_forms.CharField(label=_("Words"), max_length=50)
    activity = django_forms.ChoiceField(label=_("Activity"), choices=[ALL, *WorkLog.Activity.choices])
    since = django_forms.DateField(label=_("From"))
    until = django_forms.DateField(label=_("To"))
    author = django_forms.ChoiceField(label=_("Cadre"))
    team = django_forms.ChoiceField(label=_("Team"))
    mine = django_forms.BooleanField(label=_("Only mine"))
    field_order = ("text", "campaign", "site", "activity", "since", "until")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        self.offer_some("author", self.people)
        _offer_teams(self)
        self._take("indicator", Indicator.objects.all)
        self._take("task", lambda: Task.objects.visible_to(actor))


def _offer_teams(form: Scoped) -> None:
    places = form.actor.units("view", form.noun)
    teams = Team.objects.filter(site__unit__in=places).order_by("name", "id")
    form.offer_some("team", lambda: form.within(teams))


class ReportFilter(Scoped):
    noun = "report"
    more = ("union", "team", "due_from", "due_to")

    text = django_forms.CharField(label=_("Words"), max_length=50)
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *Report.Kind.choices])
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *Report.State.choices])
    level = django_forms.ChoiceField(
        label=_("Level"), choices=[ALL, ("team", _("Teams’ reports")), ("combined", _("Combined reports"))]
    )
    team = django_forms.ChoiceField(label=_("Team"))
    due_from = django_forms.DateField(label=_("Due from"))
    due_to = django_forms.DateField(label=_("Due to"))
    field_order = ("text", "campaign", "site", "kind", "state", "level")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        _offer_teams(self)


class DueFilter(Scoped):
    """Where only: what is owed is short."""

    noun = "report"


class LeaveFilter(forms.FilterForm):
    text = django_forms.CharField(label=_("Words"), max_length=50)
    kind = django_forms.ChoiceField(label=_("Kind"), choices=[ALL, *Leave.Kind.choices])
    state = django_forms.ChoiceField(label=_("State"), choices=[ALL, *Leave.State.choices])
    since = django_forms.DateField(label=_("From"))
    until = django_forms.DateField(label=_("To"))


class LedgerForm(Scoped):
    """One subject and a period; the three selects exclude each other, the narrowest counts."""

    noun = "ledger"

    team = django_forms.ChoiceField(label=_("Team"))
    person = django_forms.ChoiceField(label=_("Cadre"))
    since = django_forms.DateField(label=_("From"))
    until = django_forms.DateField(label=_("To"))
    step = django_forms.ChoiceField(
        label=_("One row for"),
        choices=[
            (Step.WEEK.value, _("a week")),
            (Step.DAY.value, _("a day")),
            (Step.MONTH.value, _("a month")),
            (Step.WHOLE.value, _("the whole period")),
        ],
    )
    field_order = ("site", "team", "person", "since", "until", "step", "campaign")

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(actor, *args, **kwargs)
        for name in ("area", "union", "initiative", "year"):
            del self.fields[name]
        self.offer_some("person", self.people)
        _offer_teams(self)
