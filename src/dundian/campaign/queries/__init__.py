"""Reading campaigns, sites, task sets and indicators."""

from dundian.campaign.queries.baselines import baseline_form, baseline_forms_for, published_baseline_forms
from dundian.campaign.queries.campaigns import (
    campaign,
    campaigns_for,
    children_of,
    deployable_units,
    initiatives_with_sites,
    missing_for_start,
    parents_for,
    site_counts,
)
from dundian.campaign.queries.fill import AreaLine, QuotaLine, coverage_by_county, family, quota_fill
from dundian.campaign.queries.rules import (
    Rule,
    report_rule,
    report_rules,
    report_rules_of,
    role_activities,
    role_rows,
    shipped_rules,
)
from dundian.campaign.queries.sites import (
    area_of,
    areas_with_sites,
    at_sites_of,
    counting_towards,
    site,
    sites_for,
    with_aims,
)
from dundian.campaign.queries.tasksets import (
    editions_of,
    in_force,
    indicators_for,
    published_for,
    task_set,
    task_sets_for,
)

__all__ = [
    "AreaLine",
    "QuotaLine",
    "Rule",
    "area_of",
    "areas_with_sites",
    "at_sites_of",
    "baseline_form",
    "baseline_forms_for",
    "campaign",
    "campaigns_for",
    "children_of",
    "counting_towards",
    "coverage_by_county",
    "deployable_units",
    "editions_of",
    "family",
    "in_force",
    "indicators_for",
    "initiatives_with_sites",
    "missing_for_start",
    "parents_for",
    "published_baseline_forms",
    "published_for",
    "quota_fill",
    "report_rule",
    "report_rules",
    "report_rules_of",
    "role_activities",
    "role_rows",
    "shipped_rules",
    "site",
    "site_counts",
    "sites_for",
    "task_set",
    "task_sets_for",
    "with_aims",
]
