"""Which rows the database itself shows to whom, in one list.

The net is wider than the rooms' own rules and never narrower: it knows areas and persons, not roles and rights. A
table stands in `COVERED` or, with the reason, in `OPEN`; a test sees to it that each does.
"""

from functools import cache

from django.apps import apps

from dundian.config.wall.clauses import Clause, among, at, by_me, mine, over, through, under


def _of_concerns() -> dict[str, tuple[Clause, ...]]:
    concern = under("concern", "concerns.Concern")
    children = (
        "Consent", "DataKey", "Erasure", "Escalation", "Help", "Measure", "Note", "Attachment", "Watch", "Urge",
        "Pause", "Rating", "Reply", "Reporter", "StepTaken", "TrackingCode", "WorkerMessage", "WorkerPhoto",
    )  # fmt: skip
    asked = among("dundian_concerns_asked", "a unit in an area was asked to handle it or to help")
    return {
        "concerns.Concern": (*at("unit", "handler"), asked),
        "concerns.Referral": (*at("to", "sender"), concern),
        "concerns.Letter": (*at("unit"), concern),
        "concerns.CallBack": (*at("unit"), concern),
        "concerns.Link": (under("one", "concerns.Concern"), under("other", "concerns.Concern")),
        "concerns.Issue": (*at("unit"), over("unit")),
        "concerns.IssueMember": (under("issue", "concerns.Issue"), concern),
        "concerns.SitePage": at("unit"),
        **{f"concerns.{child}": (concern,) for child in children},
    }


def _of_fieldwork() -> dict[str, tuple[Clause, ...]]:
    asked = among("dundian_support_asked", "a desk in an area has had it or helps with it")
    parts = {
        "fieldwork.WorkLog": {"LogFigure": "log", "LogPhoto": "log", "WorkLog_tasks": "worklog"},
        "fieldwork.Task": {"Task_after": "from_task"},
        "fieldwork.Report": {"ReportEvent": "report", "Report_sources": "from_report"},
        "fieldwork.WorkPlan": {"PlanGoal": "plan", "PlanStage": "plan", "PlanEvent": "plan"},
        "fieldwork.Schedule": {"ScheduleLine": "schedule"},
        "fieldwork.Handover": {"HandoverItem": "handover"},
        "fieldwork.SupportRequest": {
            "SupportStep": "request", "SupportEvent": "request", "SupportHelp": "request",
        },
    }  # fmt: skip
    return {
        "fieldwork.WorkLog": at("unit"),  # no other column: a count reads its index alone
        "fieldwork.Task": at("unit"),
        "fieldwork.Baseline": at("unit"),
        "fieldwork.Report": at("unit", "desk"),
        "fieldwork.WorkPlan": at("unit"),
        "fieldwork.Schedule": at("unit"),
        "fieldwork.Leave": (*at("unit"), *mine("person", "stand_in")),
        "fieldwork.Handover": (*at("unit"), *mine("leaving", "coming")),
        "fieldwork.SupportRequest": (*at("unit", "holder", "department"), asked, *by_me("asked_by")),
        **{
            f"fieldwork.{child}": (under(column, parent),)
            for parent, children in parts.items()
            for child, column in children.items()
        },
    }


def _of_oversight() -> dict[str, tuple[Clause, ...]]:
    known = among("dundian_draws_known", "the person belongs to its draw", "draw_id")
    return {
        "oversight.Visit": (*at("unit"), known, through("draw", "oversight.Draw")),
        "oversight.Visit_inspectors": (under("visit", "oversight.Visit"),),
        "oversight.LookBackLine": (*at("unit"), through("look_back", "oversight.LookBack")),
        "oversight.LookBackItem": (under("line", "oversight.LookBackLine"),),
        "oversight.Finding": (
            *at("unit", "by_unit"),
            *mine("owner"),
            under("visit", "oversight.Visit"),
        ),
        "oversight.FindingEvent": (under("finding", "oversight.Finding"),),
        "oversight.FindingPhoto": (under("finding", "oversight.Finding"),),
        "oversight.Question": at("unit"),
    }


def _of_planning() -> dict[str, tuple[Clause, ...]]:
    """What is laid down about persons; lists of sites are no secret."""
    kept = through("campaign", "campaign.Campaign")
    return {
        "planning.PairRule": (kept,),
        "planning.PlaceRule": (kept,),
        "planning.TeamPlan": (kept,),
        "planning.PlannedPlace": (under("plan", "planning.TeamPlan"),),
        "planning.Readiness": (*mine("person"), through("person", "org.Person", "home_unit")),
    }


def _of_papers() -> dict[str, tuple[Clause, ...]]:
    asked = among("dundian_drafts_asked", "a unit in an area was asked to countersign it")
    draft = under("draft", "documents.Draft")
    return {
        "documents.Document": (*at("unit"), over("unit")),
        "documents.Draft": (*at("unit"), asked),
        "documents.Countersign": (*at("unit"), draft),
        "documents.DraftStep": (draft,),
        "documents.PrintRun": by_me("by"),
        "exchange.ImportRun": by_me("by"),
        "exchange.ImportRow": (under("run", "exchange.ImportRun"),),
        "exchange.Export": by_me("by"),
    }


def _of_recognition() -> dict[str, tuple[Clause, ...]]:
    judged = among("dundian_rounds_judged", "the person judges its round", "round_id")
    kept = through("round", "recognition.Round")
    nomination = under("nomination", "recognition.Nomination")
    return {
        "recognition.Nomination": (
            *at("place", "proposed_by", "holder"), *mine("person"), *by_me("by"), kept, judged,
        ),
        "recognition.NominationEvent": (nomination,),
        "recognition.Score": (nomination,),
        "recognition.DeclaredConflict": (nomination,),
        "recognition.EvidenceFile": (*at("unit"), kept, judged),
        "recognition.HostWord": (*at("unit"), kept, judged),
        "recognition.Honour": (*at("place"), *mine("person")),
        "recognition.Objection": (kept,),
        "recognition.GrowthNote": (*mine("person"), through("person", "org.Person", "home_unit")),
    }  # fmt: skip


@cache
def covered() -> dict[str, tuple[Clause, ...]]:
    """Name of the table in the database → when a row of it is in reach."""
    rooms = (_of_concerns, _of_fieldwork, _of_oversight, _of_planning, _of_papers, _of_recognition)
    found = {label: clauses for room in rooms for label, clauses in room().items()}
    return {apps.get_model(label)._meta.db_table: clauses for label, clauses in found.items()}


_RULES = "rules and words that a federation has laid down; tells of nobody"
_TREE = "every condition of the wall asks it, and units are no secret"
_SIGN_IN = "asked before anybody knows who it is"
_HOUSE = "the house's own; tells of nobody"
_PROGRAMME = "the programme itself: read above and beneath, and no secret"
_LEARNED = "written to be read by others; drafts by their room's filter"
_COUNTED = "counts without names"
_SEALED = "its content is sealed with a key that the database does not hold"


def _labels(room: str, names: str, reason: str) -> dict[str, str]:
    return {f"{room}.{name}": reason for name in names.split()}


# Why the database does not look after these itself; their rooms' filters do.
OPEN: dict[str, str] = {
    **_labels("org", "Unit UnitChange", _TREE),
    "org.Appointment": _SIGN_IN,
    "org.Person": "an author, owner or inspector from anywhere is named on pages of every area: a row less would be a "
    "page that lies; the list of people stays with its own filter",
    **_labels("accounts", "User SignIn FailedSignIn", _SIGN_IN),
    **_labels("kernel", "Year Day WorkingHours Edition", _HOUSE),
    **_labels(
        "audit_trail",
        "Entry Seal Verification",
        "append-only and chained; every act writes into it, whoever acts",
    ),
    "exchange.HeadingMeaning": _RULES,
    **_labels("documents", "NumberSeries LetterTemplate", _RULES),
    "documents.Preview": "pictures under the fingerprint of their file",
    **_labels(
        "campaign",
        "ReportRule BaselineForm BaselineField Indicator TaskSet TaskSetItem TaskSetItem_after",
        _RULES,
    ),
    **_labels(
        "campaign",
        "Campaign Campaign_task_sets Stage Initiative GroupMember AreaCharge Quota Site Site_initiatives",
        _PROGRAMME,
    ),
    **_labels(
        "planning",
        "TeamRules Criterion SelectionRules LimitRule CapacityRule GroupRule GroupRule_candidates SurveyRules",
        _RULES,
    ),
    **_labels(
        "planning",
        "Candidate Candidate_initiatives Stance Survey SurveySignature SelectionPlan PlanSite",
        _PROGRAMME,
    ),
    **_labels("planning", "Team TeamMember MemberChange Dispatch DispatchChange", _PROGRAMME),
    "planning.Readiness_conflicts": "belongs to a covered row, and is read with it",
    **_labels("fieldwork", "LeftOut SupportRoute SupportRule SupportLimit", _RULES),
    "fieldwork.CalendarFeed": _SIGN_IN,
    **_labels(
        "concerns", "CategoryTree Learned TimeLimit HandlingRule OutsideBody RetentionRule Phrase", _RULES
    ),
    "concerns.Passage": _COUNTED,
    **_labels(
        "knowledge",
        "Practice Adoption InstitutionalResult InstitutionalResult_practices StatusChange Follower Material Channel"
        " PublicityItem Appearance Placement YearSummary CarryOver",
        _LEARNED,
    ),
    **_labels(
        "knowledge",
        "Meeting AgendaItem Invitation Speech Decision Course Question Participant",
        "those invited come from anywhere",
    ),
    "knowledge.PastFigure": _COUNTED,
    **_labels(
        "oversight",
        "Draw DrawExclusion DrawPerson LookBack Bulletin",
        "committed to be checked by others; no worker's word",
    ),
    "oversight.ReturnRhythm": _RULES,
    **_labels("oversight", "ContactGroup ReturnVisit", _PROGRAMME),
    **_labels("recognition", "Scheme Panel Category Criterion Quota", _RULES),
    **_labels("recognition", "Round RoundEvent Judge", "read beneath once words are asked"),
    **_labels("insight", "Tally Dirty", _COUNTED),
    **_labels("insight", "OwnTable Delivery", "conditions; everybody sees their own rows through them"),
    **_labels("offline", "Device Manifest", _SIGN_IN),
    **_labels("offline", "Operation Conflict Upload", _SEALED),
    **_labels("api", "Token Webhook WebhookDelivery", _SIGN_IN),
    "web.Feedback": "sent by anybody, signed in or not",
}
