"""An accepted report, or a ledger, as a document of the federation: reviewed, proved by its code, kept for good."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override

from dundian.documents.actions import propose_document
from dundian.documents.models import Document, Draft
from dundian.fieldwork.ledger import Ledger, Step
from dundian.fieldwork.letters import ledger_facts, report_facts
from dundian.fieldwork.models import Report
from dundian.kernel.errors import Refused
from dundian.org.access import Actor
from dundian.org.models import Person
from dundian.planning.models import Team

REPORT, LEDGER = "fieldwork.report", "fieldwork.ledger"


def report_order(report: Report) -> dict[str, str]:
    return {"report": str(report.pk)}


@transaction.atomic
def propose_report(*, report: Report, actor: Actor) -> Draft:
    """Its text is final since it was accepted; the document tells it as it stands."""
    if report.state != Report.State.ACCEPTED:
        raise Refused(_("A report is filed as a document once it has been accepted."))
    with override("zh-hans"):
        facts = report_facts(report)
    return propose_document(
        unit=report.campaign.unit,
        kind=Document.Kind.REPORT,
        title=facts["title"],
        context=facts,
        origin=REPORT,
        order=report_order(report),
        actor=actor,
    )


def take_report(draft: Draft, document: Document, actor: Actor) -> None:
    """Nothing follows: the draft leads from the report to its document."""


def ledger_order(ledger: Ledger, step: Step) -> dict[str, str]:
    """What the page of the ledger is asked for, to compile it again."""
    return {
        "team" if isinstance(ledger.subject, Team) else "site": str(ledger.subject.pk),
        "since": ledger.since.isoformat(),
        "until": ledger.until.isoformat(),
        "step": step.value,
    }


def ledger_page(order: Mapping[str, Any]) -> str:
    return f"{reverse('fieldwork:ledger_view')}?{urlencode(order)}"


@transaction.atomic
def propose_ledger(*, ledger: Ledger, step: Step, actor: Actor) -> Draft:
    """The ledger of a site or a team as it is compiled now; a single person's is not sent round for review."""
    subject = ledger.subject
    if isinstance(subject, Person):
        raise Refused(_("The ledger of a site or a team is filed as a document; a cadre’s own stays a page."))
    if not ledger.rows:
        raise Refused(_("Nothing was logged in this period."))
    with override("zh-hans"):
        facts = ledger_facts(ledger)
    return propose_document(
        unit=subject.campaign.unit,
        kind="ledger",
        title=facts["title"],
        context=facts,
        origin=LEDGER,
        order=ledger_order(ledger, step),
        actor=actor,
    )


def take_ledger(draft: Draft, document: Document, actor: Actor) -> None:
    """Nothing follows: what was reviewed is what is filed, whatever has been logged since."""
