"""The worker's five questions."""

from dataclasses import dataclass

from django.utils.translation import pgettext

from dundian.concerns.models import Concern
from dundian.kernel.text import clean_line, clean_text

STEPS = ("kind", "text", "people", "contact", "photo")
OPTIONAL = frozenset({"people", "contact", "photo"})
MOST_TEXT = 2000
MOST_CONTACT = 60
MOST_PEOPLE = 100_000


@dataclass(frozen=True)
class Told:
    """What has been typed so far, cleaned but not yet checked. The photo comes with the last page alone."""

    kind: str = ""
    text: str = ""
    people: str = ""
    contact: str = ""

    @classmethod
    def read(cls, data: dict[str, str]) -> "Told":
        return cls(
            kind=clean_line(data.get("kind", ""))[:20],
            text=clean_text(data.get("text", "")),
            people=clean_line(data.get("people", ""))[:20],
            contact=clean_line(data.get("contact", "")),
        )

    @property
    def count(self) -> int:
        """How many workers; one when nothing was said."""
        return int(self.people) if self.people.isdecimal() else 1

    def fault(self, step: str) -> str:
        """What is wrong with the answer to one question; "" when it is good."""
        if step == "kind" and self.kind not in Concern.Kind.values:
            return pgettext("worker", "Please choose one.")
        if step == "text" and not self.text:
            return pgettext("worker", "Please write what it is about.")
        if step == "text" and len(self.text) > MOST_TEXT:
            return pgettext("worker", "At most 2,000 characters, please.")
        if step == "people" and self.people and not self._good_count():
            return pgettext("worker", "Please give a number between 1 and 100,000, or leave it empty.")
        if step == "contact" and len(self.contact) > MOST_CONTACT:
            return pgettext("worker", "At most 60 characters, please.")
        return ""

    def _good_count(self) -> bool:
        return self.people.isdecimal() and len(self.people) <= 7 and 1 <= int(self.people) <= MOST_PEOPLE

    def first_fault(self) -> tuple[str, str]:
        """(question, what is wrong) of the first that is not good; ("", "") when all are."""
        for step in STEPS:
            if fault := self.fault(step):
                return step, fault
        return "", ""


def headings() -> dict[str, str]:
    """The questions."""
    return {
        "kind": pgettext("worker", "What do you want to say?"),
        "text": pgettext("worker", "What is it about?"),
        "people": pgettext("worker", "How many workers does it concern?"),
        "contact": pgettext("worker", "How can we reach you?"),
        "photo": pgettext("worker", "A photo?"),
    }


def kinds() -> list[tuple[str, str, str]]:
    """(value, name, what is meant) of each kind, as a worker would say it."""
    words = {
        Concern.Kind.CONCERN: pgettext("worker", "I have a difficulty and want the union to help"),
        Concern.Kind.OPINION: pgettext("worker", "Something is not done well"),
        Concern.Kind.SUGGESTION: pgettext("worker", "I know how it could be better"),
        Concern.Kind.CONSULTATION: pgettext("worker", "I want to know the rules or how something goes"),
        Concern.Kind.PRAISE: pgettext("worker", "Somebody or something deserves it"),
    }
    return [(kind.value, str(kind.label), words[kind]) for kind in Concern.Kind]
