"""What this room lets wait: reviews, returned drafts, invitations, decisions, adoptions without a word."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from dundian.kernel import clock
from dundian.knowledge.models import Adoption, Decision, Invitation, Meeting, Practice, PublicityItem
from dundian.knowledge.queries.meetings import open_decisions
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor

WORD_AFTER = timedelta(60)  # days after which an adopting unit is asked what came of it

PRACTICES = Need(lambda user: Practice.objects.filter(state="submitted"))
PUBLICITY = Need(lambda user: PublicityItem.objects.filter(state="submitted"))
RETURNED = Need(lambda user: Practice.objects.filter(state="returned", author=user))
INVITATIONS = Need(lambda user: Invitation.objects.filter(person__user=user, reply=Invitation.Reply.OPEN))
DECISIONS = Need(lambda user: Decision.objects.filter(owner__user=user, done_on=None))
ADOPTED = Need(lambda user: Adoption.objects.filter(by=user, told_on=None))


@register
def waiting(actor: Actor, tab: Tab, limit: int) -> Iterable[Todo]:
    """At most `limit` lines in six queries, each asked only of those whom it can concern."""
    if tab != Tab.WAITING or not actor.appointments:
        return
    lines = [
        *_practices(actor, limit),
        *_publicity(actor, limit),
        *_returned(actor, limit),
        *_invitations(actor, limit),
        *_decisions(actor, limit),
        *_words(actor, limit),
    ]
    yield from lines[:limit]


def _practices(actor: Actor, limit: int) -> Iterator[Todo]:
    """For the very offices at which the person serves and beneath."""
    if PRACTICES.unmet() or not actor.can("review", "practice"):
        return
    rows = Practice.objects.filter(state="submitted", unit__in=actor.units("review", "practice"))
    for practice in rows.exclude(author=actor.user).select_related("unit").order_by("submitted_at")[:limit]:
        url = reverse("knowledge:practice_detail", args=[practice.pk])
        yield Todo(_("Practice to review"), practice.title, url, str(practice.unit))


def _publicity(actor: Actor, limit: int) -> Iterator[Todo]:
    if PUBLICITY.unmet() or not actor.can("review", "publicity"):
        return
    items = PublicityItem.objects.filter(state="submitted", unit__in=actor.units("review", "publicity"))
    for item in items.exclude(author=actor.user).select_related("unit").order_by("updated_at")[:limit]:
        url = reverse("knowledge:publicity_detail", args=[item.pk])
        yield Todo(_("Publicity to review"), item.title, url, str(item.unit))


def _returned(actor: Actor, limit: int) -> Iterator[Todo]:
    if RETURNED.unmet() or not actor.can("add", "practice"):
        return
    for practice in Practice.objects.filter(state="returned", author=actor.user).select_related("unit")[
        :limit
    ]:
        url = reverse("knowledge:practice_detail", args=[practice.pk])
        yield Todo(
            _("Practice returned"),
            practice.title,
            url,
            str(practice.unit),
            state="returned",
            detail=practice.reason,
        )


def _invitations(actor: Actor, limit: int) -> Iterator[Todo]:
    if INVITATIONS.unmet():
        return
    invited = Invitation.objects.filter(
        person__user=actor.user,
        reply=Invitation.Reply.OPEN,
        meeting__state=Meeting.State.PLANNED,
        meeting__starts_at__gte=clock.now(),
    )
    for row in invited.select_related("meeting__unit").order_by("meeting__starts_at")[:limit]:
        url = reverse("knowledge:meeting_detail", args=[row.meeting_id])
        on = timezone.localdate(row.meeting.starts_at)
        yield Todo(_("Invitation to a meeting"), row.meeting.name, url, str(row.meeting.unit), on)


def _decisions(actor: Actor, limit: int) -> Iterator[Todo]:
    if DECISIONS.unmet():
        return
    for decision in open_decisions(actor)[:limit]:
        url = reverse("knowledge:meeting_detail", args=[decision.meeting_id])
        yield Todo(
            _("Decision of a meeting"), decision.text, url, str(decision.meeting.unit), decision.due_on,
            decision.standing,
            decision.meeting.name,
        )  # fmt: skip


def _words(actor: Actor, limit: int) -> Iterator[Todo]:
    """Adoptions of the person's own making that nobody has said a word about for long."""
    if ADOPTED.unmet() or not actor.can("adopt", "practice"):
        return
    due = clock.today() - WORD_AFTER
    rows = Adoption.objects.filter(by=actor.user, told_on=None, adopted_on__lte=due)
    for adoption in rows.select_related("practice", "unit").order_by("adopted_on")[:limit]:
        url = reverse("knowledge:practice_detail", args=[adoption.practice_id])
        on = adoption.adopted_on + WORD_AFTER
        yield Todo(
            _("What came of an adopted practice"), adoption.practice.title, url, str(adoption.unit), on
        )
