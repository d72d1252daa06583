"""The worker as somebody who acts: without an account, known to nobody, able to raise a concern and to speak of it."""

from uuid import UUID

from django.utils.translation import gettext as _

from dundian.accounts.models import User
from dundian.kernel.errors import Refused
from dundian.org.access import Operator
from dundian.org.models import Appointment, Unit

RIGHTS = frozenset({("raise", "concern")})


class Worker(Operator):
    """Stands in no row and on the trail only as 职工; holds no right but to raise a concern."""

    person = None

    def can(self, verb: str, noun: str, unit: Unit | None = None) -> bool:
        return (verb, noun) in RIGHTS

    def require(self, verb: str, noun: str, unit: Unit | None = None, reason: str = "") -> Appointment | None:
        if (verb, noun) not in RIGHTS:
            raise Refused(reason or _("None of your appointments allows this here."))
        return None

    @property
    def signature(self) -> User | None:
        return None


WORKER = Worker(User(id=UUID(int=1), username="worker", display_name="职工"))
