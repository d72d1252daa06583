"""Publicity: what is told outside, through which channel, and that those shown have agreed."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.campaign.models import Site, ids_over
from dundian.kernel.models import Record
from dundian.knowledge.models.practices import Practice
from dundian.org.models import Unit

if TYPE_CHECKING:
    from dundian.org.access import Actor


class ChannelQuerySet(models.QuerySet["Channel"]):
    def visible_to(self, actor: "Actor") -> "ChannelQuerySet":
        """Channels of federations in scope, and those of the units above, which are used beneath."""
        above = ids_over(actor.paths("view", "publicity"))
        return self.filter(Q(unit__in=actor.units("view", "publicity")) | Q(unit__in=above))


class Channel(Record):
    """Where a federation may publish, in which form and how long."""

    class Kind(models.TextChoices):
        MAINSTREAM = "mainstream", _("Mainstream media")
        PARTNER = "partner", _("Partner media")
        OWN = "own", _("Own media")

    class Form(models.TextChoices):
        BRIEF = "brief", _("Brief news")
        ARTICLE = "article", _("News article")
        FEATURE = "feature", _("Long feature")
        PHOTOS = "photos", _("Photo story")
        VIDEO = "video", _("Short video")

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="channels", verbose_name=_("federation"))
    name = models.CharField(_("name"), max_length=40)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    form = models.CharField(_("form"), max_length=10, choices=Form.choices, default=Form.ARTICLE)
    longest_title = models.PositiveSmallIntegerField(_("longest title, characters"), default=30)
    longest_text = models.PositiveIntegerField(_("longest text, characters"), default=1500)
    in_use = models.BooleanField(_("in use"), default=True)

    objects = ChannelQuerySet.as_manager()

    class Meta:
        ordering = ["kind", "name", "id"]
        constraints = [models.UniqueConstraint(fields=["unit", "name", "form"], name="channel_once")]

    def __str__(self) -> str:
        return f"{self.name}（{self.get_form_display()}）"


class PublicityQuerySet(models.QuerySet["PublicityItem"]):
    def visible_to(self, actor: "Actor") -> "PublicityQuerySet":
        return self.filter(Q(unit__in=actor.units("view", "publicity")) | Q(author=actor.user))


class PublicityItem(Record):
    """A text to be published, from draft through review to its channels."""

    class State(models.TextChoices):
        DRAFT = "draft", _("Draft")
        SUBMITTED = "submitted", _("Under review")
        RETURNED = "returned", _("Returned")
        APPROVED = "approved", _("Approved for publication")
        DROPPED = "dropped", _("Not pursued")

    OPEN = (State.DRAFT, State.RETURNED)
    ALIVE = (*OPEN, State.SUBMITTED, State.APPROVED)

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="publicity", verbose_name=_("about"))
    site = models.ForeignKey(Site, models.SET_NULL, null=True, blank=True, related_name="publicity")
    practice = models.ForeignKey(Practice, models.SET_NULL, null=True, blank=True, related_name="publicity")
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("text"), max_length=10_000)
    shows_worker = models.BooleanField(_("a worker is shown or quoted"), default=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.DRAFT)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="publicity")
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answered_at = models.DateTimeField(null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=500, blank=True)

    objects = PublicityQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["-created_at", "-id"], name="publicity_newest"),
            models.Index(fields=["unit", "state", "-id"], name="publicity_unit"),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def standing(self) -> str:
        return {"draft": "todo", "submitted": "doing", "returned": "returned"}.get(self.state, "done")


class Appearance(Record):
    """A worker shown or quoted, and the agreement: without it nothing is published."""

    class Shown(models.TextChoices):
        QUOTED = "quoted", _("Quoted by words")
        PHOTO = "photo", _("Seen in a photo")
        VIDEO = "video", _("Seen in a video")

    class How(models.TextChoices):
        SIGNED = "signed", _("Signed a sheet")
        RECORDED = "recorded", _("Said so on record")
        WRITTEN = "written", _("Wrote a message")

    item = models.ForeignKey(PublicityItem, models.CASCADE, related_name="appearances")
    called = models.CharField(_("as called in the text"), max_length=40)
    shown = models.CharField(_("how the worker appears"), max_length=10, choices=Shown.choices)
    how = models.CharField(_("how agreement was given"), max_length=10, choices=How.choices, blank=True)
    agreed_on = models.DateField(_("agreed on"), null=True, blank=True)
    kept_at = models.CharField(_("where the agreement is kept"), max_length=100, blank=True)
    taken_back_on = models.DateField(_("taken back on"), null=True, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    class Meta:
        ordering = ["created_at", "id"]

    def __str__(self) -> str:
        return self.called

    @property
    def stands(self) -> bool:
        """Whether the worker has agreed and not taken it back."""
        return self.agreed_on is not None and self.taken_back_on is None


class Placement(Record):
    """An item in one channel's own form: planned, then published with its link."""

    class State(models.TextChoices):
        PLANNED = "planned", pgettext_lazy("placement", "Planned")
        PUBLISHED = "published", pgettext_lazy("placement", "Published")
        TAKEN_DOWN = "taken_down", pgettext_lazy("placement", "Taken down")

    item = models.ForeignKey(PublicityItem, models.CASCADE, related_name="placements")
    channel = models.ForeignKey(Channel, models.PROTECT, related_name="placements")
    title = models.CharField(_("title"), max_length=80)
    body = models.TextField(_("text"), max_length=10_000)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.PLANNED)
    published_on = models.DateField(_("published on"), null=True, blank=True)
    link = models.URLField(_("link"), max_length=300, blank=True)

    class Meta:
        ordering = ["created_at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "channel"], name="placement_once"),
            models.CheckConstraint(
                condition=~Q(state="published") | Q(published_on__isnull=False), name="placement_dated"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.title}"
