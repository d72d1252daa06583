"""Publicity, channels and rules."""

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.kernel import clock
from dundian.knowledge.forms.fields import ALL, offer, offices_of, text
from dundian.knowledge.models import Appearance, Channel, InstitutionalResult, Practice, PublicityItem
from dundian.knowledge.queries.publicity import channels_at
from dundian.org.access import Actor
from dundian.org.forms import UnitField
from dundian.org.models import FEDERATIONS, Unit
from dundian.ui.forms import FilterForm, Form, NamedField, Opinion, SegmentedRadios, VersionField


class ItemFilter(FilterForm):
    text = forms.CharField(label=_("Title or unit"), max_length=50)
    state = forms.ChoiceField(label=_("State"), choices=[ALL, *PublicityItem.State.choices])
    channel_kind = forms.ChoiceField(label=_("Kind of channel"), choices=[ALL, *Channel.Kind.choices])


class ItemForm(Form):
    unit = UnitField(among="knowledge.writing", label=_("About which union"))
    title = forms.CharField(label=_("Title"), max_length=80)
    body = text(_("Text"), 10_000, 10)
    shows_worker = forms.BooleanField(label=_("A worker is shown or quoted"), required=False)
    version = VersionField(required=False)

    def __init__(self, actor: Actor, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["unit"]
        else:
            cast(UnitField, self.fields["unit"]).use(actor)


class ItemAnswerForm(Form):
    approved = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Approve for publication")), ("no", _("Return it with a reason"))],
        widget=SegmentedRadios,
    )
    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=Opinion(),
        help_text=_("Needed when it is returned."),
    )


class AppearanceForm(Form):
    called = forms.CharField(
        label=_("How the worker is called in the text"),
        max_length=40,
        help_text=_("As printed; a made-up name will do."),
    )
    shown = forms.ChoiceField(
        label=_("How the worker appears"), choices=Appearance.Shown.choices, widget=SegmentedRadios
    )
    agreed_on = forms.DateField(
        label=_("Agreed on"), required=False, help_text=_("Empty while the worker has not been asked.")
    )
    how = forms.ChoiceField(
        label=_("How agreement was given"),
        choices=[("", _("Not asked yet")), *Appearance.How.choices],
        required=False,
    )
    kept_at = forms.CharField(label=_("Where the agreement is kept"), max_length=100, required=False)


class PlaceForm(Form):
    channel = forms.ModelChoiceField(
        Channel.objects.none(), label=_("Channel"), help_text=_("Title and text are held to its lengths.")
    )
    title = forms.CharField(label=_("Title for this channel"), max_length=80)
    body = text(_("Text for this channel"), 10_000, 10)

    def __init__(self, unit: Unit, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "channel", channels_at(unit))
        field = cast("forms.ModelChoiceField[Channel]", self.fields["channel"])
        field.label_from_instance = _lengths  # type: ignore[assignment, method-assign]


def _lengths(channel: Channel) -> str:
    words = {"channel": channel, "title": channel.longest_title, "text": channel.longest_text}
    return str(_("%(channel)s: title %(title)d, text %(text)d characters") % words)


class PublishedForm(Form):
    published_on = forms.DateField(label=_("Published on"))
    link = forms.URLField(label=_("Link"), max_length=300, required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("published_on", clock.today())


class ChannelForm(Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Federation"), empty_label=None)
    name = forms.CharField(label=_("Name of the channel"), max_length=40)
    kind = forms.ChoiceField(label=_("Kind"), choices=Channel.Kind.choices, widget=SegmentedRadios)
    form = forms.ChoiceField(label=_("Form of the piece"), choices=Channel.Form.choices)
    longest_title = forms.IntegerField(label=_("Longest title, characters"), min_value=5, max_value=80)
    longest_text = forms.IntegerField(label=_("Longest text, characters"), min_value=50, max_value=10_000)
    in_use = forms.BooleanField(label=_("In use"), required=False)
    columns = 2

    def __init__(self, actor: Actor, *args: Any, fixed: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if fixed:
            del self.fields["unit"]
        else:
            offer(self, "unit", offices_of(actor, "keep", "channel"))


class InstitutionFilter(FilterForm):
    text = forms.CharField(label=_("Words"), max_length=50)
    status = forms.ChoiceField(label=_("Status"), choices=[ALL, *InstitutionalResult.Status.choices])
    area = NamedField(
        Unit.objects.none(), columns=("short_name", "name"), label=_("Area"), empty_label=_("All")
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "area", Unit.objects.visible_to(actor).filter(kind__in=FEDERATIONS).order_by("path"))


class InstitutionForm(Form):
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Kept by"), empty_label=None)
    name = forms.CharField(label=_("Name of the rule"), max_length=100)
    number = forms.CharField(label=_("Document number"), max_length=60, required=False)
    scope = forms.ModelChoiceField(
        Unit.objects.none(), label=_("Holds in"), required=False, empty_label=_("The whole federation")
    )
    addressees = forms.CharField(label=_("Whom it binds"), max_length=200, required=False)
    text = text(_("Text of the rule"), 20_000, 12)
    practices = forms.ModelMultipleChoiceField(
        Practice.objects.none(), label=_("Comes from these practices"), required=False,
        widget=forms.SelectMultiple(attrs={"size": 5}), help_text=_("Several: hold Ctrl while choosing."),
    )  # fmt: skip
    version = VersionField(required=False)
    sections = (
        (_("The rule"), ("unit", "name", "number", "scope", "addressees", "text")),
        (_("Where it comes from"), ("practices",)),
    )

    def __init__(self, actor: Actor, *args: Any, unit: Unit | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offices = offices_of(actor, "keep", "institution")
        if unit is not None:
            del self.fields["unit"]
        else:
            offer(self, "unit", offices)
        top = unit or offices.first()
        beneath = Unit.objects.open().filter(path__within=top.path, kind__in=FEDERATIONS) if top else offices
        offer(self, "scope", beneath.order_by("path"))
        seen = Practice.objects.visible_to(actor).filter(state__in=("accepted", "published"))
        newest = seen.order_by("-created_at").values("pk")[:200]
        offer(self, "practices", Practice.objects.filter(pk__in=newest).order_by("title"))


class StatusForm(Form):
    status = forms.ChoiceField(label=_("Status"), widget=SegmentedRadios)
    on = forms.DateField(label=_("As of"))
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False, widget=Opinion())

    def __init__(self, choices: list[tuple[str, Any]], *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["status"]).choices = choices


class FollowForm(Form):
    unit = UnitField(among="knowledge.adopting", label=_("Which union"))
    since = forms.DateField(label=_("Since"))
    how = text(_("How it is put into practice"), 300, 3, required=False)

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(UnitField, self.fields["unit"]).use(actor)
