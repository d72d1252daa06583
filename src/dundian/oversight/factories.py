"""Inspections for tests, made through the same actions as everybody's."""

from dataclasses import dataclass

from dundian.fieldwork.factories import Posting
from dundian.org.access import Actor
from dundian.org.cast import Cast, make_actor
from dundian.org.models import Person, Role
from dundian.oversight.actions.draws import commit_draw, make_draw, plan_draw
from dundian.oversight.models import Draw, Visit


@dataclass
class Drawn:
    """A draw that was made, its only visit, and the inspector, a colleague of the city's department."""

    draw: Draw
    visit: Visit
    inspector: Actor


def inspector_of(cast: Cast) -> Actor:
    """Somebody of the city who stands on nobody's side."""
    return make_actor("inspector", "冯督查", Role.DEPARTMENT, cast.ground.department)


def person(actor: Actor) -> Person:
    if actor.person is None:
        raise LookupError(actor.user)
    return actor.person


def planned_by(cast: Cast, posting: Posting, inspector: Actor, size: int = 1) -> Draw:
    return plan_draw(
        campaign=posting.campaign,
        title="六月抽查",
        size=size,
        by_county=True,
        by_kind=True,
        inspectors=[person(inspector)],
        informed=[],
        exclusions=[],
        actor=cast.office_city,
    )


def drawn_at(cast: Cast, posting: Posting) -> Drawn:
    """Planned, committed and drawn by the city's office; one site in the population."""
    inspector = inspector_of(cast)
    draw = planned_by(cast, posting, inspector)
    commit_draw(draw=draw, actor=cast.office_city)
    draw = make_draw(draw=draw, outside="3 1 4 1 5", actor=cast.office_city)
    return Drawn(draw, draw.visits.get(), inspector)
