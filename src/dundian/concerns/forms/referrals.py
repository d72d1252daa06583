"""Referring, answering, asking for help, letters."""

from typing import Any
from uuid import UUID

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from dundian.concerns import access, queries
from dundian.concerns.forms.handling import ConcernForm, TokenField
from dundian.concerns.models import Concern, Letter, OutsideBody, Phrase
from dundian.kernel import clock
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import Unit
from dundian.ui.forms import SegmentedRadios, VersionField


def _targets(actor: Actor, param: str) -> QuerySet[Unit]:
    """Where the concern `param` may go, for those who handle it."""
    try:
        found = Concern.objects.visible_to(actor).filter(pk=UUID(param)).select_related("handler").first()
    except ValueError:
        found = None
    if found is None or not access.may_handle(actor, found):
        return Unit.objects.none()
    return queries.targets(found)


choosers.units("concerns.targets", _targets)


class ReferForm(ConcernForm):
    to = UnitField(
        among="concerns.targets",
        label=_("Refer to"),
        help_text=_("Above, beside or beneath; type part of the name."),
    )
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea)
    binding = forms.BooleanField(label=_("Decided by the leading group: they must take it"), required=False)
    version = VersionField()
    id = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"].use(self.actor, param=str(self.concern.pk))  # type: ignore[attr-defined]
        self.offer_phrases("reason", Phrase.Place.REFER)
        if self.concern.led_at is None:
            del self.fields["binding"]


class AnswerForm(ConcernForm):
    """Accept, or return with a reason."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("accept", _("Accept")), ("return", _("Return"))],
        initial="accept",
        widget=SegmentedRadios,
    )
    text = forms.CharField(
        label=_("Remark; the reason when returned"), max_length=500, required=False, widget=forms.Textarea
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offer_phrases("text", Phrase.Place.ANSWER)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("answer") == "return" and not data.get("text"):
            self.add_error("text", _("Say why it is returned."))
        return data


class HelpForm(ConcernForm):
    unit = UnitField(among="concerns.targets", label=_("Who helps"))
    part = forms.CharField(label=_("Which part"), max_length=500, widget=forms.Textarea({"rows": 3}))
    due_on = forms.DateField(label=_("By"))
    id = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["unit"].use(self.actor, param=str(self.concern.pk))  # type: ignore[attr-defined]


class HelpAnswerForm(ConcernForm):
    answer = forms.CharField(
        label=_("What came of your part"), max_length=1000, widget=forms.Textarea({"rows": 4})
    )


class LetterForm(ConcernForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=Letter.Kind.choices, widget=forms.RadioSelect)
    body = forms.ModelChoiceField(label=_("To whom"), queryset=OutsideBody.objects.none())
    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(
        label=_("Text"),
        max_length=4000,
        widget=forms.Textarea({"rows": 8}),
        help_text=_("Each line becomes a paragraph. What points at a person is left out by itself."),
    )
    reply_days = forms.IntegerField(label=_("Working days to reply"), min_value=1, max_value=90, initial=15)
    id = TokenField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = queries.bodies_for(self.concern)  # type: ignore[attr-defined]
        self.offer_phrases("text", Phrase.Place.LETTER, rows=8)


class LetterReplyForm(ConcernForm):
    replied_on = forms.DateField(label=_("Replied on"), initial=clock.today)
    text = forms.CharField(label=_("What they replied"), max_length=4000, widget=forms.Textarea({"rows": 6}))
