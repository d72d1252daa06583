"""What the night found common, and what the city's office made of it."""

from datetime import timedelta

from dundian.concerns import actions, grouping
from dundian.concerns.models import Issue
from dundian.kernel import clock
from dundian.org.access import Actor


def find_and_confirm(office: Actor) -> None:
    """Group all concerns as the night does; the office confirms the one about the heat."""
    grouping.regroup()
    own = Issue.objects.filter(unit__in=[a.unit_id for a in office.appointments], state=Issue.State.SUGGESTED)
    heat = own.filter(members__concern__text__contains="高温").distinct()
    widest = max(heat, key=lambda issue: issue.members.count(), default=None)
    if widest is None:
        return
    actions.confirm_issue(
        issue=widest,
        name="高温津贴未按标准发放",
        owner=office.person,
        goal="七月底前，涉及企业全部按标准补发到位",
        measures="一、发放高温津贴政策提示函；\n二、会同人社部门开展专项检查；\n三、逐点回访，结果向职工公开。",
        due_on=clock.today() + timedelta(days=40),
        version=widest.version,
        actor=office,
    )
