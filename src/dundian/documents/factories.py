"""Rows for tests, made straight in the database."""

import hashlib
from typing import Any

from django.core.files.base import ContentFile
from factory.declarations import Sequence, SubFactory
from factory.django import DjangoModelFactory

from dundian.documents import actions
from dundian.documents.models import Document, Draft
from dundian.org.access import Actor
from dundian.org.factories import UnitFactory, UserFactory


class DocumentFactory(DjangoModelFactory[Document]):
    """A frozen document whose file holds `content`."""

    class Meta:
        model = Document

    unit = SubFactory(UnitFactory)
    kind = Document.Kind.DISPATCH_NOTICE
    title = Sequence(lambda n: f"关于选派第{n}批干部赴基层蹲点的通知")
    by = SubFactory(UserFactory)

    @classmethod
    def _create(cls, model_class: type[Document], *args: Any, **kwargs: Any) -> Document:
        content: bytes = kwargs.pop("content", "正文".encode())
        document = model_class(**kwargs)
        document.sha256, document.octets = hashlib.sha256(content).hexdigest(), len(content)
        document.file.save("document.docx", ContentFile(content), save=False)
        document.save(force_insert=True)
        return document


def issued(draft: Draft, *, office: Actor, reviewer: Actor) -> Document:
    """The draft, sent for review, approved by somebody else, numbered and frozen."""
    actions.submit_draft(draft=draft, countersigners=[], actor=office)
    actions.review_draft(draft=draft, text="", actor=reviewer)
    return actions.issue_draft(draft=draft, actor=office)
