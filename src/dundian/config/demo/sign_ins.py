"""The demonstration's sign-ins, made anew for each data folder and told only there."""

import json
import secrets
from dataclasses import dataclass, field
from pathlib import Path

from dundian.accounts.actions import open_sign_in
from dundian.org.access import SYSTEM, Actor, actor_of
from dundian.org.actions import appoint, link_sign_in
from dundian.org.models import Person, Role, Unit


@dataclass
class SignIns:
    """Opens sign-ins and remembers those of the cast, which `dundian demo` prints."""

    told: list[dict[str, str]] = field(default_factory=list)

    def open(
        self, person: Person, username: str, role: Role | None = None, unit: Unit | None = None
    ) -> Actor:
        """A sign-in for the person, appointed as `role` at `unit` when given; closed unless it is one of the cast's."""
        user, _password = open_sign_in(username=username, display_name=person.name, actor=SYSTEM, closed=True)
        link_sign_in(person=person, user=user, actor=SYSTEM)
        if role and unit:
            appoint(user=user, role=role, unit=unit, actor=SYSTEM)
        return actor_of(user)

    def cast(self, actor: Actor, what: str) -> Actor:
        """Give a member of the cast a password that is told."""
        password = (
            f"{secrets.choice('bcdfghjkmnpqrstvwxz')}{secrets.token_hex(4)}-{secrets.randbelow(90) + 10}"
        )
        actor.user.set_password(password)
        actor.user.must_change_password = False
        actor.user.save(update_fields=["password", "must_change_password"])
        self.told.append(
            {
                "username": actor.user.username,
                "password": password,
                "role": what,
                "name": actor.user.display_name,
            }
        )
        return actor

    def keep(self, path: Path) -> None:
        """Write them down for the owner of the data folder alone."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(self.told, ensure_ascii=False, indent=1))
