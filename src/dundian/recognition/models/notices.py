"""What comes in on a public notice."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from dundian.kernel import clock
from dundian.kernel.models import Record
from dundian.recognition.models.nominations import Nomination
from dundian.recognition.models.rounds import Round

if TYPE_CHECKING:
    from dundian.org.access import Actor


class ObjectionQuerySet(models.QuerySet["Objection"]):
    def visible_to(self, actor: "Actor") -> "ObjectionQuerySet":
        return self.filter(round__unit__in=actor.units("handle", "objection"))


class Objection(Record):
    """Something that speaks against a name on the list. `contact` is sealed and forgotten with the decision."""

    class State(models.TextChoices):
        RECEIVED = "received", pgettext_lazy("objection", "To be looked into")
        UPHELD = "upheld", pgettext_lazy("objection", "Upheld")
        DISMISSED = "dismissed", pgettext_lazy("objection", "Not upheld")

    class Way(models.TextChoices):
        PAGE = "page", pgettext_lazy("objection", "Public page")
        PHONE = "phone", pgettext_lazy("objection", "Telephone")
        LETTER = "letter", pgettext_lazy("objection", "Letter")
        VISIT = "visit", pgettext_lazy("objection", "Visit")

    round = models.ForeignKey(Round, models.CASCADE, related_name="objections")
    nomination = models.ForeignKey(
        Nomination,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="objections",
        verbose_name=_("against whom"),
    )
    number = models.CharField(_("number"), max_length=20, unique=True)
    way = models.CharField(_("how it came"), max_length=10, choices=Way.choices)
    text = models.TextField(_("objection"), max_length=2000)
    contact = models.BinaryField(null=True)
    contact_key = models.CharField(max_length=16, blank=True)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.RECEIVED)
    findings = models.TextField(_("what was found"), max_length=2000, blank=True)
    reply = models.TextField(_("answer to whoever objected"), max_length=1000, blank=True)
    received_on = models.DateField(default=clock.today)
    handled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    handled_at = models.DateTimeField(null=True)

    objects = ObjectionQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["round", "-id"], name="objection_round")]

    def __str__(self) -> str:
        return self.number

    @property
    def tone(self) -> str:
        return "todo" if self.state == self.State.RECEIVED else "done"
