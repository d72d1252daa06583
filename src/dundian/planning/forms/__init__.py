"""Forms of the room."""

from dundian.planning.forms.candidates import CandidateAddForm, CandidateFilter, CandidateForm, ChoiceForm
from dundian.planning.forms.dispatches import DispatchForm, EndForm, ExtendForm
from dundian.planning.forms.drafting import DraftLine, DraftSheet, SizeForm
from dundian.planning.forms.teams import TeamFilter, TeamForm

__all__ = [
    "CandidateAddForm",
    "CandidateFilter",
    "CandidateForm",
    "ChoiceForm",
    "DispatchForm",
    "DraftLine",
    "DraftSheet",
    "EndForm",
    "ExtendForm",
    "SizeForm",
    "TeamFilter",
    "TeamForm",
]
