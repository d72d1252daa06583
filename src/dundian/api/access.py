"""Who may do what with tokens and webhooks, and what a token may do.

The system administrator makes tokens and webhooks for the units in scope. An administrator reads no workers' concerns,
so a token that reads what its maker may not see waits until the office there lets it into use; the secret is made at
that moment and shown once to whoever did so. Nobody ever holds a key to more than they may see themselves. Both revoke.

A token only reads. It sees what an office at its unit sees, through the same queries as the pages, and of that only the
nouns of the scope that is asked for. A webhook tells what happened where, with numbers and ids and no word of content;
the office sees it and pauses it too.
"""

from uuid import UUID

from dundian.accounts.models import User
from dundian.api.models import Token
from dundian.api.scopes import SCOPES
from dundian.org.access import Actor, grant
from dundian.org.models import Appointment, Role, Unit

grant([Role.SYSTEM_ADMIN], "api_token", "view", "add", "revoke")
grant([Role.OFFICE], "api_token", "view", "release", "revoke")
grant([Role.SYSTEM_ADMIN], "webhook", "view", "add", "change")
grant([Role.OFFICE], "webhook", "view", "change")


def may_open(actor: Actor, token: Token) -> bool:
    """Whether this person sees all that the token reads."""
    rights = {pair for key in token.scopes for pair in SCOPES[key].rights}
    return all(actor.can(verb, noun, token.unit) for verb, noun in rights)


class Program(Actor):
    """A token as an actor: an office at its unit, reduced to the rights of the scopes asked for."""

    def __init__(self, token: Token, scopes: tuple[str, ...]) -> None:
        name = f"token {token.name}"[:40]
        user = User(id=UUID(int=token.pk.int ^ 1), username=f"token-{token.hint}", display_name=name)
        super().__init__(user, [Appointment(role=Role.OFFICE, unit=token.unit, user=user)])
        self.rights = frozenset(pair for key in scopes for pair in SCOPES[key].rights)

    def paths(self, verb: str, noun: str) -> list[str]:
        return super().paths(verb, noun) if (verb, noun) in self.rights else []

    def reaches_wide(self, verb: str, noun: str) -> bool:
        return (verb, noun) in self.rights and super().reaches_wide(verb, noun)

    def appointment_for(self, verb: str, noun: str, unit: Unit | None = None) -> Appointment | None:
        return super().appointment_for(verb, noun, unit) if (verb, noun) in self.rights else None
