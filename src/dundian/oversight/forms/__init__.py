"""Forms of oversight, and from which federations one chooses in them."""

from dundian.org import choosers
from dundian.org.models import FEDERATIONS, Unit

choosers.units(
    "oversight.rhythm",
    lambda actor, param: Unit.objects.open().filter(
        pk__in=actor.units("keep", "return_visit"), kind__in=FEDERATIONS
    ),
)
