"""`UnitField` and `PersonField`: type a name or code, pick from what is found.

With script the input offers suggestions while typing. Without it, what was typed is looked up when the form is sent: a
full name, a code, a staff number is enough; when it could mean several, the form comes back with a list to pick from.
Either way the server accepts only what the named chooser (`org.choosers`) shows this actor.
"""

from typing import Any, ClassVar, Generic, TypeVar
from urllib.parse import urlencode
from uuid import UUID

from django import forms
from django.db.models import Model
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from dundian.accounts.models import User
from dundian.org import choosers
from dundian.org.access import Actor
from dundian.org.choosers import Chooser
from dundian.org.models import Person, Unit

M = TypeVar("M", bound=Model)
PICK = "-pick"


class ChooserInput(forms.TextInput):
    """A text input with suggestions, and a select under it once there is a doubt to settle."""

    template_name = "org/widgets/chooser.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", "maxlength": 200, **(attrs or {})})
        self.address = ""
        self.options: list[tuple[str, str]] = []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        element = context["widget"]["attrs"].get("id") or f"id_{name}"
        context["widget"]["attrs"] |= {
            "list": f"{element}_list",
            **self._suggestions(name, f"{element}_list"),
        }
        context["widget"].update(
            list_id=f"{element}_list",
            pick_name=f"{name}{PICK}",
            pick_id=f"{element}_pick",
            options=self.options,
        )
        return context

    def _suggestions(self, name: str, list_id: str) -> dict[str, str]:
        if not self.address:
            return {}
        return {
            "hx-get": f"{self.address}&{urlencode({'field': name})}",
            "hx-trigger": "input changed delay:250ms, focus once",
            "hx-target": f"#{list_id}",
            "hx-swap": "innerHTML",
            "hx-sync": "this:replace",
            "hx-push-url": "false",
            "hx-indicator": "closest .chooser",
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        return data.get(f"{name}{PICK}") or data.get(name)


class ChooserField(forms.Field, Generic[M]):
    """Cleans to a row (None when empty). Call `use(actor)` in the form's `__init__` before it is drawn or read."""

    widget = ChooserInput
    url_name: ClassVar[str]
    default_error_messages: ClassVar[dict[str, Any]] = {
        "unknown": _("Nothing found under this name or code where you may choose."),
        "several": _("This can mean several; pick one from the list."),
    }

    def __init__(self, *, among: str, param: str = "", **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.among, self.param = among, param
        self.actor: Actor | None = None

    def use(self, actor: Actor, param: str | None = None) -> None:
        """Choose as this actor; `param` is handed to the chooser's scope."""
        self.actor = actor
        self.param = self.param if param is None else param
        query = {"among": self.among, **({"param": self.param} if self.param else {})}
        self.widget.address = f"{reverse(self.url_name)}?{urlencode(query)}"

    def chooser(self) -> Chooser[M]:
        raise NotImplementedError

    def text(self, row: M) -> str:
        return self.chooser().text_of(row)

    def prepare_value(self, value: Any) -> Any:
        """The text that stands in the input: a row, a key or "#key" is shown by its name."""
        if isinstance(value, Model):
            return self.text(value)  # type: ignore[arg-type]
        if isinstance(value, int | UUID):
            value = f"#{value}"
        if isinstance(value, str) and value.startswith("#") and self.actor is not None:
            found = self.chooser().find(self.chooser().rows(self.actor, self.param), value)
            return self.text(found[0]) if found else value
        return value

    def to_python(self, value: Any) -> M | None:
        self.widget.options = []
        if value in self.empty_values:
            return None
        if self.actor is None:
            raise RuntimeError(f"call use(actor) on this field first (among={self.among})")
        chooser = self.chooser()
        rows = chooser.rows(self.actor, self.param)
        found = chooser.find(rows, str(value))
        if len(found) == 1:
            return found[0]
        likely = found or chooser.suggest(rows, str(value))
        if not likely:
            raise forms.ValidationError(self.error_messages["unknown"], code="unknown")
        self.widget.options = [(f"#{row.pk}", chooser.words(row)) for row in likely]
        raise forms.ValidationError(self.error_messages["several"], code="several")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return str(self.prepare_value(initial) or "") != str(self.prepare_value(data) or "")


class UnitField(ChooserField[Unit]):
    """A unit the actor may choose; by default an open unit in sight."""

    url_name = "org:unit_choose"

    def __init__(self, *, among: str = "org.units", **kwargs: Any) -> None:
        super().__init__(
            among=among,
            **{"label": _("Unit"), "help_text": _("Type part of the name, or the code."), **kwargs},
        )

    def chooser(self) -> Chooser[Unit]:
        found = choosers.unit_chooser(self.among)
        if found is None:
            raise RuntimeError(f"no chooser of units is registered as {self.among}")
        return found


class PersonField(ChooserField[Person]):
    """A person the actor may choose; by default one in sight who has not left."""

    url_name = "org:person_choose"

    def __init__(self, *, among: str = "org.people", **kwargs: Any) -> None:
        words = {"label": _("Person"), "help_text": _("Type part of the name, or the staff number.")}
        super().__init__(among=among, **{**words, **kwargs})

    def chooser(self) -> Chooser[Person]:
        found = choosers.person_chooser(self.among)
        if found is None:
            raise RuntimeError(f"no chooser of people is registered as {self.among}")
        return found


class UserField(PersonField):
    """As `PersonField` among people with a sign-in; `user_of` gives the sign-in itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"among": "org.people_with_sign_in", **kwargs})

    @staticmethod
    def user_of(person: Person) -> User:
        """The sign-in of a chosen person."""
        if person.user is None:
            raise RuntimeError("the chooser gave a person without a sign-in")
        return person.user
