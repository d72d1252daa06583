"""Addresses of candidates, teams and dispatches."""

from django.urls import path

from dundian.planning.views import (
    assigning,
    candidates,
    choosing,
    deciding,
    dispatching,
    forming,
    replacing,
    ruling,
    selecting,
    teams,
)

app_name = "planning"
urlpatterns = [
    path("candidates/", candidates.candidate_home, name="candidate_home"),
    path("candidates/<uuid:candidate_id>/", candidates.candidate_detail, name="candidate_detail"),
    path("candidates/<uuid:candidate_id>/edit/", candidates.candidate_edit, name="candidate_edit"),
    path("candidates/<uuid:candidate_id>/unchoose/", choosing.candidate_unchoose, name="candidate_unchoose"),
    path("candidates/<uuid:candidate_id>/reopen/", choosing.candidate_reopen, name="candidate_reopen"),
    path("campaigns/<uuid:campaign_id>/candidates/", candidates.candidate_list, name="candidate_list"),
    path(
        "campaigns/<uuid:campaign_id>/candidates/export/",
        candidates.candidate_export,
        name="candidate_export",
    ),
    path("campaigns/<uuid:campaign_id>/candidates/add/", candidates.candidate_add, name="candidate_add"),
    path("campaigns/<uuid:campaign_id>/candidates/quota/", choosing.candidate_quota, name="candidate_quota"),
    path(
        "campaigns/<uuid:campaign_id>/candidates/choose/", choosing.candidate_choose, name="candidate_choose"
    ),
    path(
        "campaigns/<uuid:campaign_id>/candidates/set-aside/",
        choosing.candidate_set_aside,
        name="candidate_set_aside",
    ),
    path("selection/", selecting.selection_start, name="selection_start"),
    path("campaigns/<uuid:campaign_id>/selection/", selecting.selection_home, name="selection_home"),
    path("campaigns/<uuid:campaign_id>/selection/ask/", selecting.selection_ask, name="selection_ask"),
    path(
        "campaigns/<uuid:campaign_id>/selection/compare/",
        selecting.selection_compare,
        name="selection_compare",
    ),
    path("campaigns/<uuid:campaign_id>/selection/rules/", ruling.rules_edit, name="rules_edit"),
    path("campaigns/<uuid:campaign_id>/selection/fix/", ruling.stance_take, name="stance_take"),
    path("campaigns/<uuid:campaign_id>/selection/unfix/", ruling.stance_drop, name="stance_drop"),
    path("campaigns/<uuid:campaign_id>/selection/group/", ruling.group_add, name="group_add"),
    path("selection/groups/<uuid:group_id>/drop/", ruling.group_drop, name="group_drop"),
    path("campaigns/<uuid:campaign_id>/priority/", ruling.priority_edit, name="priority_edit"),
    path("campaigns/<uuid:campaign_id>/priority/compare/", ruling.priority_compare, name="priority_compare"),
    path("selection/<uuid:selection_id>/", selecting.selection_plan, name="selection_plan"),
    path("selection/<uuid:selection_id>/stop/", selecting.selection_stop, name="selection_stop"),
    path("selection/<uuid:selection_id>/change/", selecting.selection_change, name="selection_change"),
    path("selection/<uuid:selection_id>/loosen/", selecting.selection_loosen, name="selection_loosen"),
    path("selection/<uuid:selection_id>/export/", selecting.selection_export, name="selection_export"),
    path("selection/<uuid:selection_id>/decide/", deciding.selection_decide, name="selection_decide"),
    path(
        "selection/<uuid:selection_id>/why/<uuid:candidate_id>/", deciding.selection_why, name="selection_why"
    ),
    path("campaigns/<uuid:campaign_id>/planning/", candidates.campaign_panel, name="campaign_panel"),
    path("campaigns/<uuid:campaign_id>/teams/", teams.team_board, name="team_board"),
    path("campaigns/<uuid:campaign_id>/teams/export/", teams.team_export, name="team_export"),
    path("campaigns/<uuid:campaign_id>/teams/add/", forming.team_add, name="team_add"),
    path("campaigns/<uuid:campaign_id>/teams/draft/", forming.team_draft, name="team_draft"),
    path("campaigns/<uuid:campaign_id>/dispatch/", dispatching.dispatch_create, name="dispatch_create"),
    path(
        "campaigns/<uuid:campaign_id>/dispatch/<uuid:notice_id>/",
        dispatching.dispatch_result,
        name="dispatch_result",
    ),
    path("campaigns/<uuid:campaign_id>/assignment/", assigning.assignment_home, name="assignment_home"),
    path("campaigns/<uuid:campaign_id>/assignment/ask/", assigning.assignment_ask, name="assignment_ask"),
    path("campaigns/<uuid:campaign_id>/assignment/rules/", assigning.team_rules, name="team_rules"),
    path(
        "campaigns/<uuid:campaign_id>/assignment/rules/drop/", assigning.team_rule_drop, name="team_rule_drop"
    ),
    path("assignment/<uuid:assignment_id>/", assigning.assignment_plan, name="assignment_plan"),
    path("assignment/<uuid:assignment_id>/stop/", assigning.assignment_stop, name="assignment_stop"),
    path("assignment/<uuid:assignment_id>/move/", assigning.assignment_move, name="assignment_move"),
    path("assignment/<uuid:assignment_id>/accept/", assigning.assignment_accept, name="assignment_accept"),
    path("assignment/<uuid:assignment_id>/export/", assigning.assignment_export, name="assignment_export"),
    path("teams/", teams.team_list, name="team_list"),
    path("teams/mine/", teams.team_mine, name="team_mine"),
    path("teams/<uuid:team_id>/", teams.team_detail, name="team_detail"),
    path("teams/<uuid:team_id>/edit/", forming.team_edit, name="team_edit"),
    path("teams/<uuid:team_id>/disband/", teams.team_disband, name="team_disband"),
    path("teams/<uuid:team_id>/rights/", teams.team_renew_rights, name="team_renew_rights"),
    path("teams/<uuid:team_id>/replace/", replacing.member_replace, name="member_replace"),
    path("teams/<uuid:team_id>/stand-in/", replacing.member_stand_in, name="member_stand_in"),
    path("campaigns/<uuid:campaign_id>/letters/", dispatching.dispatch_letters, name="dispatch_letters"),
    path("dispatches/<uuid:dispatch_id>/extend/", dispatching.dispatch_extend, name="dispatch_extend"),
    path("dispatches/<uuid:dispatch_id>/end/", dispatching.dispatch_end, name="dispatch_end"),
    path("sites/<uuid:site_id>/team/", teams.site_panel, name="site_panel"),
]
