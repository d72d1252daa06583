"""Work on site: tasks, logs, reports, leave. Logs are the only place where facts are entered."""

from dundian.fieldwork.models.handover import Handover, HandoverItem, HandoverQuerySet
from dundian.fieldwork.models.leave import Leave, LeaveQuerySet
from dundian.fieldwork.models.logs import LogFigure, LogPhoto, WorkLog, WorkLogQuerySet
from dundian.fieldwork.models.plans import (
    Baseline,
    PlanEvent,
    PlanGoal,
    PlanStage,
    WorkPlan,
    WorkPlanQuerySet,
)
from dundian.fieldwork.models.reports import Report, ReportEvent, ReportQuerySet
from dundian.fieldwork.models.scheduling import (
    CalendarFeed,
    LeftOut,
    Schedule,
    ScheduleLine,
    ScheduleQuerySet,
)
from dundian.fieldwork.models.support import (
    SupportEvent,
    SupportHelp,
    SupportKind,
    SupportLimit,
    SupportQuerySet,
    SupportRequest,
    SupportRoute,
    SupportRule,
    SupportStep,
)
from dundian.fieldwork.models.tasks import NEAR_DAYS, Task, TaskQuerySet

__all__ = [
    "NEAR_DAYS",
    "Baseline",
    "CalendarFeed",
    "Handover",
    "HandoverItem",
    "HandoverQuerySet",
    "Leave",
    "LeaveQuerySet",
    "LeftOut",
    "LogFigure",
    "LogPhoto",
    "PlanEvent",
    "PlanGoal",
    "PlanStage",
    "Report",
    "ReportEvent",
    "ReportQuerySet",
    "Schedule",
    "ScheduleLine",
    "ScheduleQuerySet",
    "SupportEvent",
    "SupportHelp",
    "SupportKind",
    "SupportLimit",
    "SupportQuerySet",
    "SupportRequest",
    "SupportRoute",
    "SupportRule",
    "SupportStep",
    "Task",
    "TaskQuerySet",
    "WorkLog",
    "WorkLogQuerySet",
    "WorkPlan",
    "WorkPlanQuerySet",
]
