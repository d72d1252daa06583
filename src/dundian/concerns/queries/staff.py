"""Who is there to act: staffing of units, absences, who comes next, who decides."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from dundian.accounts.models import User
from dundian.campaign.models import GroupMember
from dundian.concerns.access import HANDLERS
from dundian.concerns.models import Concern, Help, Referral
from dundian.fieldwork.models import Leave
from dundian.kernel import clock
from dundian.org.access import Actor
from dundian.org.models import FEDERATIONS, Appointment, Person, Role, Unit, UnitKind


def _posts(**conditions: object) -> QuerySet[Appointment]:
    return Appointment.objects.active().filter(role__in=HANDLERS, **conditions)


def targets(concern: Concern) -> QuerySet[Unit]:
    """Units that a concern may be referred to, where somebody is appointed to accept it.

    Up are the federations above the handling unit; sideways their departments, unions and sister federations;
    down what lies beneath. Whoever had it before, and the team where it arose, may get it back.
    """
    handler = concern.handler
    above = [int(label) for label in handler.path.split(".")]
    beside = Q(parent_id__in=above) & ~Q(kind__in=[UnitKind.PROVINCE])
    staffed = _posts(unit=OuterRef("pk"))
    before = Q(pk=concern.unit_id) | Q(pk__in=Referral.objects.filter(concern=concern).values("sender"))
    reach = Q(pk__in=above) | beside | Q(path__within=[handler.path]) | before
    return Unit.objects.filter(reach, Exists(staffed), closed_on=None).exclude(pk=handler.pk).order_by("path")


def first_handler(unit: Unit) -> Unit:
    """The nearest unit, this one or above, with somebody appointed to handle concerns; else the unit itself."""
    staffed = _posts(unit=OuterRef("pk"))
    return Unit.objects.over(unit).filter(Exists(staffed)).order_by("-path").first() or unit


def direction(sender: Unit, to: Unit) -> Referral.Direction:
    if sender.is_within(to.path):
        return Referral.Direction.UP
    return Referral.Direction.DOWN if to.is_within(sender.path) else Referral.Direction.SIDEWAYS


def colleagues(unit: Unit) -> QuerySet[Person]:
    """People who may handle concerns at exactly this unit."""
    return Person.objects.filter(user__in=_posts(unit=unit).values("user")).order_by("name", "id")


def can_do_measures(concern: Concern) -> QuerySet[Person]:
    """People of the unit that has the concern and of those that help."""
    helping = Help.objects.filter(concern=concern).exclude(state=Help.State.RELEASED).values("unit")
    posts = Appointment.objects.active().filter(
        Q(unit=concern.handler_id) | Q(unit__in=helping), role__in=HANDLERS
    )
    return Person.objects.filter(user__in=posts.values("user")).order_by("name", "id")


def unattended() -> Q:
    """Condition on concerns: whoever is in charge is on leave today, or no longer holds a post there."""
    today = clock.today()
    away = Leave.objects.filter(
        person=OuterRef("owner"), state=Leave.State.GRANTED, starts_on__lte=today, ends_on__gte=today
    )
    return (
        Q(owner=None) | Exists(away) | ~Exists(_posts(unit=OuterRef("handler"), user=OuterRef("owner__user")))
    )


def left_behind() -> Q:
    """Condition on concerns: nobody at the handling unit can act, or whoever was in charge has left the post."""
    staffed = _posts(unit=OuterRef("handler"))
    gone = ~Exists(_posts(unit=OuterRef("handler"), user=OuterRef("owner__user")))
    return ~Exists(staffed) | (Q(owner__isnull=False) & gone)


def unstaffed(actor: Actor) -> QuerySet[Concern]:
    """Open concerns beneath the actor's office that nobody, or nobody in charge any more, can act on."""
    own = actor.offices
    beneath = Concern.objects.filter(actor.in_scope("take_over", "concern", "handler")).open()
    return beneath.filter(left_behind()).exclude(handler__in=own).select_related("unit", "handler")


def offices_over(unit: Unit) -> list[Unit]:
    """Units strictly above with a programme office, the nearest first."""
    staffed = Appointment.objects.active().filter(unit=OuterRef("pk"), role=Role.OFFICE)
    above = Unit.objects.over(unit).filter(Exists(staffed)).exclude(pk=unit.pk)
    return list(above.order_by("-path"))


def somebody_else(concern: Concern) -> tuple[Unit, Person | None]:
    """(unit, person) for a concern taken up again: a colleague of whoever had it, else the office above."""
    was = concern.owner_id
    order = {role: place for place, role in enumerate((Role.TEAM_LEADER, Role.OFFICE, Role.DEPARTMENT))}
    posts = sorted(
        _posts(unit=concern.handler)
        .exclude(user__person=was)
        .exclude(user__person=None)
        .select_related("user__person"),
        key=lambda a: (a.deputy_for_id is not None, order.get(Role(a.role), 9), a.since, a.pk),
    )
    if posts:
        return concern.handler, posts[0].user.person
    above = offices_over(concern.handler)
    return (above[0], None) if above else (concern.handler, None)


def caller_of(concern: Concern, closer: User | None) -> Unit:
    """Who calls back: the handling unit when somebody there has neither closed nor owned it, else the office above."""
    others = _posts(unit=concern.handler).exclude(user=closer)
    if concern.owner and concern.owner.user_id:
        others = others.exclude(user=concern.owner.user_id)
    above = [] if others.exists() else offices_over(concern.handler)
    return above[0] if above else concern.handler


def leading_unit(concern: Concern) -> Unit:
    """The federation whose leading group decides: the campaign's, else the nearest office above where it arose."""
    if concern.campaign_id and concern.campaign:
        unit = concern.campaign.unit
        if _posts(unit=unit).exists():
            return unit
    over = offices_over(concern.unit)
    above = [u for u in over if u.pk != concern.handler_id and u.kind in FEDERATIONS]
    return (above or over or [concern.handler])[0]


def leading_person(concern: Concern, unit: Unit) -> Person | None:
    """Head, office director or deputy of the campaign's leading group who may handle concerns at the unit."""
    if concern.campaign_id is None:
        return None
    able = colleagues(unit).values("pk")
    seats = GroupMember.objects.filter(campaign=concern.campaign_id, person__in=able).select_related("person")
    order = [GroupMember.Seat.HEAD, GroupMember.Seat.OFFICE, GroupMember.Seat.DEPUTY]
    ranked: Sequence[GroupMember] = sorted(
        (s for s in seats if s.seat in order), key=lambda s: order.index(GroupMember.Seat(s.seat))
    )
    return ranked[0].person if ranked else None


def issuer_of(unit: Unit) -> Unit:
    """The federation, this one or the nearest above, in whose name letters go out."""
    found = Unit.objects.over(unit).filter(kind__in=FEDERATIONS).order_by("-path").first()
    return found or unit
