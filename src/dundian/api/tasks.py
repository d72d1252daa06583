"""What happens apart from the page."""

from uuid import UUID

from procrastinate.contrib.django import app

from dundian.api import actions
from dundian.kernel.reach import everywhere


@app.task(name="dundian.api.tasks.deliver", pass_context=False)
@everywhere
def deliver(delivery_id: str) -> str:
    """One attempt to deliver an event; a failed one puts the next into the queue."""
    delivery = actions.carry_delivery(delivery_id=UUID(delivery_id))
    return str(delivery.state) if delivery else ""


@app.periodic(cron="50 2 * * *")
@app.task(queueing_lock="api.forget_old_deliveries", pass_context=False)
@everywhere
def forget_old_deliveries(timestamp: int) -> int:
    """Every night: what was sent two months ago goes."""
    return actions.forget_old_deliveries()
