"""Forms and filters of this room."""

from dundian.fieldwork.forms.filters import (
    DueFilter,
    LeaveFilter,
    LedgerForm,
    LogFilter,
    ReportFilter,
    TaskFilter,
)
from dundian.fieldwork.forms.logs import LogForm, TakeBackForm
from dundian.fieldwork.forms.work import (
    AbsenceForm,
    AnswerForm,
    BackForm,
    FinishForm,
    LeaveForm,
    NoteForm,
    ReasonForm,
    ReportForm,
    TaskForm,
)

__all__ = [
    "AbsenceForm",
    "AnswerForm",
    "BackForm",
    "DueFilter",
    "FinishForm",
    "LeaveFilter",
    "LeaveForm",
    "LedgerForm",
    "LogFilter",
    "LogForm",
    "NoteForm",
    "ReasonForm",
    "ReportFilter",
    "ReportForm",
    "TakeBackForm",
    "TaskFilter",
    "TaskForm",
]
