"""Everything that changes campaigns, sites, task sets and indicators."""

from dundian.campaign.actions.baselines import (
    FieldLine,
    create_baseline_form,
    discard_baseline_form,
    edit_baseline_form,
    publish_baseline_form,
    retire_baseline_form,
    revise_baseline_form,
)
from dundian.campaign.actions.build import (
    StageLine,
    add_initiative,
    create_campaign,
    drop_initiative,
    edit_campaign,
    set_quotas,
    set_stages,
)
from dundian.campaign.actions.people import charge_area, release_area, seat_member, unseat_member
from dundian.campaign.actions.rules import adopt_baseline_form, set_report_rules, set_roles
from dundian.campaign.actions.run import close_campaign, deploy_campaign, start_campaign
from dundian.campaign.actions.sites import choose_site, drop_site, edit_site
from dundian.campaign.actions.tasksets import (
    ItemLine,
    adopt_task_sets,
    create_indicator,
    create_task_set,
    discard_task_set,
    edit_indicator,
    edit_task_set,
    publish_task_set,
    retire_task_set,
    revise_task_set,
)

__all__ = [
    "FieldLine",
    "ItemLine",
    "StageLine",
    "add_initiative",
    "adopt_baseline_form",
    "adopt_task_sets",
    "charge_area",
    "choose_site",
    "close_campaign",
    "create_baseline_form",
    "create_campaign",
    "create_indicator",
    "create_task_set",
    "deploy_campaign",
    "discard_baseline_form",
    "discard_task_set",
    "drop_initiative",
    "drop_site",
    "edit_baseline_form",
    "edit_campaign",
    "edit_indicator",
    "edit_site",
    "edit_task_set",
    "publish_baseline_form",
    "publish_task_set",
    "release_area",
    "retire_baseline_form",
    "retire_task_set",
    "revise_baseline_form",
    "revise_task_set",
    "seat_member",
    "set_quotas",
    "set_report_rules",
    "set_roles",
    "set_stages",
    "start_campaign",
    "unseat_member",
]
