"""The form by which a campaign says what it asks of its candidates."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from dundian.campaign.asked import BaselineForm
from dundian.campaign.models import Campaign
from dundian.campaign.queries.baselines import published_baseline_forms
from dundian.planning.surveys import SurveyRules
from dundian.ui.forms import Form


class SurveyRulesForm(Form):
    form = forms.ModelChoiceField(
        BaselineForm.objects.none(),
        label=_("Survey form"),
        required=False,
        empty_label=_("Only the usual facts"),
        help_text=_("Published forms of this federation and those above it."),
    )
    joint = forms.BooleanField(
        label=_("Signed by city and county together"),
        required=False,
        help_text=_("The two nearest federations over a union sign its survey, by two different people."),
    )

    def __init__(self, *args: Any, campaign: Campaign, rules: SurveyRules, **kwargs: Any) -> None:
        super().__init__(*args, initial={"form": rules.form_id, "joint": rules.joint}, **kwargs)
        self.fields["form"].queryset = published_baseline_forms(campaign.unit)  # type: ignore[attr-defined]
