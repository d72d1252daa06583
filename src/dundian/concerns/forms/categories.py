"""Sorting concerns by category."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.concerns import queries
from dundian.concerns.forms.handling import ConcernForm
from dundian.concerns.models import Concern
from dundian.ui.forms import Form

COLUMNS = 5


class CategoriseForm(ConcernForm):
    """The likeliest three stand first; what only words point at is not chosen beforehand."""

    category = forms.ChoiceField(label=_("Category"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        tree = queries.tree_for(self.concern.unit)
        first = queries.guesses(self.concern.text, self.concern.unit)
        groups: list[tuple[Any, list[tuple[str, str]]]] = [
            (top, [(c.code, c.name) for c in beneath]) for top, beneath in tree.groups
        ]
        if first:
            told = [(g.category.code, _told(g)) for g in first]
            groups.insert(0, (_("Suggested"), told))
            if first[0].share is not None:
                self.initial.setdefault("category", first[0].category.code)
        if self.concern.category:
            self.initial["category"] = self.concern.category
        empty = [] if self.initial.get("category") else [("", _("Please choose"))]
        self.fields["category"].choices = [*empty, *groups]  # type: ignore[attr-defined]


def _told(guess: queries.Guess) -> str:
    return f"{guess.category.name}（{guess.share}%）" if guess.share is not None else guess.category.name


class CategoriesForm(Form):
    """A whole tree as a table of text, as it is copied from a spreadsheet and back."""

    rows = forms.CharField(
        label=_("Categories"),
        max_length=40_000,
        widget=forms.Textarea({"rows": 24, "wrap": "off"}),
        help_text=_(
            "One a line, copied from a spreadsheet: code, name, topic, code of its top (empty for a top), words that "
            "point at it with spaces between. A code keeps its meaning from edition to edition."
        ),
    )

    def clean_rows(self) -> list[queries.Row]:
        topics = set(Concern.Topic.values)
        made: list[queries.Row] = []
        for number, line in enumerate(self.cleaned_data["rows"].splitlines(), 1):
            if not line.strip():
                continue
            cells = [cell.strip() for cell in line.split("\t")]
            code, name, topic, top, words = (*cells, "", "", "", "", "")[:COLUMNS]
            if not code or len(code) > 8 or not name or len(name) > 40 or topic not in topics:
                message = _(
                    "Line %(n)s: a code of at most 8 signs, a name of at most 40, and one of the topics %(t)s."
                )
                raise forms.ValidationError(message % {"n": number, "t": " ".join(sorted(topics))})
            made.append((code, name, topic, top, words))
        return made
