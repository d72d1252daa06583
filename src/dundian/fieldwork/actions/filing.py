"""An accepted report as a document of the federation: reviewed, proved by its code, kept for good."""

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import override

from dundian.documents.actions import propose_document
from dundian.documents.models import Document, Draft
from dundian.fieldwork.letters import report_facts
from dundian.fieldwork.models import Report
from dundian.kernel.errors import Refused
from dundian.org.access import Actor

REPORT = "fieldwork.report"


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
