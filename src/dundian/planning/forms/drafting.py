"""The sheet on which an officer goes over proposed teams: one row for each site, all rows one form."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dundian.campaign.models import Site
from dundian.kernel.text import clean_line
from dundian.org.models import Person
from dundian.planning.actions import MemberLine, TeamLine
from dundian.planning.assignments import TeamPlan
from dundian.ui.forms import FilterForm

SIZES = [(2, "2"), (3, "3"), (4, "4")]


class SizeForm(FilterForm):
    size = forms.TypedChoiceField(
        label=gettext_lazy("People in each team"), choices=SIZES, coerce=int, empty_value=None, initial=2
    )

    def chosen(self) -> int:
        return int(self.valid_data().get("size") or 2)


def _dealt(people: Sequence[Person], role_names: Sequence[str]) -> list[MemberLine]:
    """Every role to somebody and, while there are roles at all, some role to everybody."""
    hands = [role_names[place :: len(people)] for place in range(len(people))]
    return [
        MemberLine(person, place == 0, tuple(hand or role_names[-1:]))
        for place, (person, hand) in enumerate(zip(people, hands, strict=True))
    ]


@dataclass
class DraftLine:
    """One row as it stands on the page: `people` are the texts of the inputs, the first is the leader."""

    site: Site
    name: str
    people: list[str]
    wanted: bool = True
    errors: dict[str, str] = field(default_factory=dict)
    found: list[Person] = field(default_factory=list)

    @property
    def key(self) -> str:
        return str(self.site.pk)


class DraftSheet:
    """All rows. `roster` maps what may be typed (`label_of`) to people."""

    def __init__(self, lines: Sequence[DraftLine], roster: Mapping[str, Person], size: int) -> None:
        self.lines, self.roster, self.size = list(lines), roster, size

    @classmethod
    def planned(
        cls,
        sites: Sequence[Site],
        names: Sequence[str],
        plan: TeamPlan | None,
        roster: Mapping[str, Person],
        size: int,
    ) -> "DraftSheet":
        """Rows as the plan has them, the leader first; a row that has nobody is not ticked."""
        people: dict[UUID, list[str]] = defaultdict(list)
        labels = {person.pk: label for label, person in roster.items()}
        if plan is not None:
            places = plan.places.filter(site__in=[s.pk for s in sites]).order_by("-leads", "id")
            for site_id, person_id in places.values_list("site", "person"):
                people[site_id].append(labels.get(person_id, ""))
        lines = []
        for site, name in zip(sites, names, strict=True):
            held = [label for label in people[site.pk] if label]
            lines.append(DraftLine(site, name, held + [""] * (size - len(held)), bool(held)))
        return cls(lines, roster, size)

    @classmethod
    def posted(
        cls, data: QueryDict, sites: Sequence[Site], roster: Mapping[str, Person], size: int
    ) -> "DraftSheet":
        """Rows as sent, for those `sites` that still wait and stood on the page."""
        wanted = set(data.getlist("form"))
        lines = []
        for site in sites:
            key = str(site.pk)
            if f"name-{key}" in data:
                people = [clean_line(text)[:200] for text in data.getlist(f"person-{key}")][:50]
                lines.append(DraftLine(site, clean_line(data.get(f"name-{key}", "")), people, key in wanted))
        return cls(lines, roster, size)

    @property
    def chosen(self) -> list[DraftLine]:
        return [line for line in self.lines if line.wanted]

    @property
    def errors(self) -> list[tuple[str, str]]:
        """(id of the input, message) of every fault, for the summary."""
        return [(f"{name}-{line.key}", text) for line in self.lines for name, text in line.errors.items()]

    def is_valid(self) -> bool:
        """Look every name up; nobody may be in two rows."""
        for line in self.chosen:
            line.found = []
            for text in filter(None, line.people):
                person = self.roster.get(text)
                if person is None:
                    words = {"site": line.site, "text": text}
                    line.errors["person"] = (
                        _("%(site)s: “%(text)s” is not among the people to choose from.") % words
                    )
                else:
                    line.found.append(person)
            if not line.found:
                line.errors.setdefault(
                    "person", _("%(site)s: choose at least a leader.") % {"site": line.site}
                )
        counted = Counter(p.pk for line in self.chosen for p in line.found)
        for line in self.chosen:
            twice = [p.name for p in line.found if counted[p.pk] > 1]
            if twice:
                text = _("%(site)s: %(names)s stands in more than one row.")
                line.errors["person"] = text % {"site": line.site, "names": "、".join(twice)}
        return not any(line.errors for line in self.chosen)

    def team_lines(self, role_names: Sequence[str]) -> list[TeamLine]:
        """What `form_teams` takes: in each row the first person leads; the roles go round."""
        return [TeamLine(line.name, _dealt(line.found, role_names), line.site) for line in self.chosen]

    def add_faults(self, messages: Mapping[str, str]) -> None:
        """Put what `form_teams` found wrong ("3.name") to its rows."""
        for key, text in messages.items():
            number, _dot, name = key.partition(".")
            if number.isdigit() and int(number) < len(self.chosen):
                line = self.chosen[int(number)]
                line.errors["name" if name == "name" else "person"] = f"{line.site}：{text}"
