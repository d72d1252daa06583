"""Makes the default Word templates after GB/T 9704-2012 (layout key for documents of the Party and government).

    python -m dundian.documents.letterhead

writes templates_docx/*.docx, which are committed. Fonts keep their real names; a server without them maps stand-ins.
"""

from dundian.documents.letterhead.circulars import briefing, circular, citation, ledger, minutes
from dundian.documents.letterhead.papers import (
    dispatch_letter,
    dispatch_notice,
    dossier,
    findings,
    letter,
    report,
)
from dundian.documents.letterhead.posters import poster

TEMPLATES = {
    "dispatch_notice": dispatch_notice,
    "dispatch_letter": dispatch_letter,
    "report": report,
    "dossier": dossier,
    "letter": letter,
    "circular": circular,
    "briefing": briefing,
    "minutes": minutes,
    "ledger": ledger,
    "citation": citation,
    "findings": findings,
    "poster": poster,
}

__all__ = ["TEMPLATES"]
