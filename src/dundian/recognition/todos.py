"""What waits for whom: words of host unions, nominations, scores, objections, a decision that can be taken."""

from collections.abc import Iterator

from django.db.models import Count, F, Max, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from dundian.kernel import clock
from dundian.notify.todo import Need, Tab, Todo, register
from dundian.org.access import Actor
from dundian.recognition.models import Nomination, Objection, Round
from dundian.recognition.queries.marks import scores_owed
from dundian.recognition.queries.nominations import returned_to, waiting_at_desk
from dundian.recognition.queries.rounds import words_owed

WORD, VET, AMEND, SCORE, OBJECTION, DECIDE = (
    gettext_lazy("Word of the host union"),
    gettext_lazy("Vet a nomination"),
    gettext_lazy("Amend a nomination"),
    gettext_lazy("Score nominations"),
    gettext_lazy("Look into an objection"),
    gettext_lazy("Decide on a commendation"),
)

PREPARING = Need(lambda user: Round.objects.filter(state=Round.State.PREPARING))
NOMINATING = Need(lambda user: Round.objects.filter(state=Round.State.NOMINATING))
JUDGING = Need(lambda user: Round.objects.filter(state=Round.State.JUDGING, judges__person__user=user))
NOTICED = Need(lambda user: Round.objects.filter(state=Round.State.NOTICED))
OBJECTIONS = Need(lambda user: Objection.objects.filter(state=Objection.State.RECEIVED))


@register
def recognition_todos(actor: Actor, tab: Tab, limit: int) -> Iterator[Todo]:
    """Lines in a constant number of queries."""
    if tab != Tab.WAITING:
        return
    if actor.can("give", "word") and not PREPARING.unmet():
        for round, site in words_owed(actor)[:limit]:
            url = reverse("recognition:word_give", args=[round.pk, site.pk])
            yield Todo(WORD, str(round), url, str(site), round.words_until)
    if not NOMINATING.unmet():
        yield from _nominations(actor, limit)
    if not JUDGING.unmet():
        yield from _scores(actor, limit)
    if actor.can("handle", "objection"):
        yield from _objections(actor, limit)
        yield from _ready(actor, limit)


def _nominations(actor: Actor, limit: int) -> Iterator[Todo]:
    if actor.can("vet", "nomination"):
        for one in waiting_at_desk(actor).order_by("id")[:limit]:
            url = reverse("recognition:nomination_detail", args=[one.pk])
            yield Todo(VET, f"{one.category}：{one}", url, str(one.round), one.round.nominate_until)
    if actor.can("nominate", "nomination"):
        for one in returned_to(actor).order_by("id")[:limit]:
            url = reverse("recognition:nomination_detail", args=[one.pk])
            yield Todo(
                AMEND, f"{one.category}：{one}", url, str(one.round), one.round.nominate_until, "returned"
            )


def _scores(actor: Actor, limit: int) -> Iterator[Todo]:
    """Rounds in which the judge still owes a score."""
    judged = Round.objects.filter(state=Round.State.JUDGING, judges__person__user=actor.user).distinct()
    rounds = list(judged.order_by("judge_until", "id")[:limit])
    owing = scores_owed(actor, rounds) if rounds else set()
    for round in rounds:
        if round.pk in owing:
            url = reverse("recognition:round_judging", args=[round.pk])
            yield Todo(SCORE, str(round), url, "", round.judge_until)


def _objections(actor: Actor, limit: int) -> Iterator[Todo]:
    if OBJECTIONS.unmet():
        return
    open_ = Objection.objects.filter(round__unit__in=actor.offices, state=Objection.State.RECEIVED)
    rows = open_.select_related("round", "nomination__unit", "nomination__person").defer("contact")
    for objection in rows.order_by("id")[:limit]:
        url = reverse("recognition:objection_detail", args=[objection.pk])
        yield Todo(OBJECTION, str(objection.nomination or objection.number), url, str(objection.round))


def _ready(actor: Actor, limit: int) -> Iterator[Todo]:
    if NOTICED.unmet():
        return
    listed = Q(nominations__state=Nomination.State.ADMITTED, nominations__listed_on__isnull=False)
    waiting = Q(objections__state=Objection.State.RECEIVED)
    ready = Round.objects.filter(unit__in=actor.offices, state=Round.State.NOTICED).annotate(
        last=Max("nominations__notice_until", filter=listed), open=Count("objections", filter=waiting)
    )
    for round in ready.filter(last__lt=clock.today(), open=0).order_by(F("last"), "id")[:limit]:
        yield Todo(DECIDE, str(round), reverse("recognition:round_decide", args=[round.pk]), _("notice over"))
