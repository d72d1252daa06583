"""Jobs: entries are sealed every minute, chains proved on demand."""

from uuid import UUID

from procrastinate.contrib.django import app

from dundian.audit_trail import actions
from dundian.audit_trail.models import Verification
from dundian.kernel.reach import everywhere


@app.periodic(cron="* * * * *")
@app.task(name="audit_trail.seal", queueing_lock="audit_trail.seal")
@everywhere
def seal(timestamp: int) -> int:
    return actions.seal_all()


@app.periodic(cron="17 3 * * *")
@app.task(name="audit_trail.seal_stragglers", queueing_lock="audit_trail.seal_stragglers")
@everywhere
def seal_stragglers(timestamp: int) -> int:
    """Once a night, whatever a very long transaction left behind."""
    return actions.seal_all(everything=True)


@app.task(name="audit_trail.verify")
@everywhere
def verify(verification_id: str) -> None:
    actions.carry_out(verification=Verification.objects.get(pk=UUID(verification_id)))
