"""How the city chose: a survey signed by two, plans side by side, one decided, people assigned by a plan."""

from collections.abc import Sequence

from dundian.campaign import actions as campaigns
from dundian.campaign.actions import FieldLine
from dundian.campaign.models import Campaign, Site
from dundian.config.demo import words
from dundian.org.access import SYSTEM, Actor
from dundian.org.models import UnitKind
from dundian.planning import actions as planning
from dundian.planning.assignments import PlaceRule
from dundian.planning.models import Candidate, Team
from dundian.planning.plans import Emphasis, SelectionPlan
from dundian.planning.queries import free_people
from dundian.planning.queries.surveying import MISSING

SERVING = {
    UnitKind.NEW_EMPLOYMENT: "新就业形态",
    UnitKind.NON_PUBLIC: "非公企业",
    UnitKind.TOWNSHIP: "小三级",
}
QUESTIONS = [
    FieldLine("农民工人数", measure="人", required=True),
    FieldLine("女职工人数", measure="人", required=True),
    FieldLine("近两年劳动争议件数", measure="件", required=True),
    FieldLine("集体合同覆盖率", measure="%"),
    FieldLine("有无专职工会干部", kind="yes_no", required=True),
    FieldLine(
        "最薄弱的环节",
        kind="choice",
        choices=["组织建设", "制度建设", "服务职工", "权益维护"],
        required=True,
    ),
]
SURVEYED = 30
SECONDS = 3


def survey(campaign: Campaign, counties: dict[int, Actor], office: Actor) -> None:
    """The city asks six questions; the counties have answered for some, and both have signed for most of these."""
    form = campaigns.create_baseline_form(
        unit=campaign.unit, name="备选点位调研表", fields=QUESTIONS, actor=office
    )
    form = campaigns.publish_baseline_form(form=form, actor=office)
    planning.set_survey(campaign=campaign, form=form, joint=True, actor=office)
    fields = list(form.fields.all())
    done = []
    rows = Candidate.objects.filter(campaign=campaign, workers__isnull=False).select_related("unit")
    for number, candidate in enumerate(rows.select_related("campaign__unit").order_by("id")[:SURVEYED]):
        workers = candidate.workers or 0
        said = [
            str(workers * (30 + number % 5 * 12) // 100),
            str(workers * 2 if number == 7 else workers * (25 + number % 4 * 11) // 100),
            str(number % 6),
            str(40 + number % 7 * 9),
            "yes" if number % 3 else "no",
            ["组织建设", "制度建设", "服务职工", "权益维护"][number % 4],
        ]
        answers = {str(f.pk): text for f, text in zip(fields, said, strict=True)}
        county = next((a for pk, a in counties.items() if f".{pk}." in f".{candidate.unit.path}."), None)
        if county is None:
            continue
        planning.fill_survey(candidate=candidate, answers=answers, actor=county)
        done.append((candidate, county))
    whole = set(
        Candidate.objects.filter(pk__in=[c.pk for c, _a in done])
        .exclude(MISSING)
        .values_list("pk", flat=True)
    )
    signing: dict[int, tuple[Actor, list[Candidate]]] = {}
    for candidate, county in done[:-4]:
        if candidate.pk in whole:
            signing.setdefault(id(county), (county, []))[1].append(candidate)
    for county, own in signing.values():
        planning.sign_surveys(candidates=own, actor=county)
        planning.sign_surveys(candidates=own[:-1] or own, actor=office)


def serve(campaign: Campaign, office: Actor) -> None:
    """Candidates count towards the initiative that their kind serves."""
    for kind, word in SERVING.items():
        rows = list(Candidate.objects.filter(campaign=campaign, kind=kind))
        for initiative in campaign.initiatives.filter(name__contains=word):
            if rows:
                planning.serve_initiative(candidates=rows, initiative=initiative, serves=True, actor=office)


def choose(campaign: Campaign, office: Actor) -> list[Site]:
    """Plans of the same rules, each leaning elsewhere (nobody had raised a need yet); the weighed one is decided."""
    planning.set_selection_rules(
        campaign=campaign, facts={"coverage": 10, "evenness": 20, "seconds": SECONDS}, actor=office
    )
    plans = [
        planning.ask_plan(campaign=campaign, emphasis=lean, actor=office)
        for lean in (Emphasis.COVERAGE, Emphasis.EVEN, Emphasis.WEIGHED)
    ]
    for plan in plans:
        planning.solve_plan(plan=plan, actor=SYSTEM)
    last = SelectionPlan.objects.select_related("campaign__unit").get(pk=plans[-1].pk)
    planning.decide_plan(plan=last, reason=words.REASON, actor=office)
    return list(Site.objects.filter(campaign=campaign).select_related("unit", "campaign").order_by("id"))


def assign(campaign: Campaign, sites: Sequence[Site], office: Actor) -> list[Team]:
    """A plan of who goes where, calculated in a few seconds and accepted as it is."""
    planning.set_team_rules(campaign=campaign, facts={"seconds": SECONDS}, actor=office)
    for person in free_people(office, campaign).filter(user__isnull=False):
        planning.lay_down_place(
            campaign=campaign,
            person=person,
            what=PlaceRule.What.REST,
            reason="负责部门协办，不能离岗",
            actor=office,
        )
    plan = planning.ask_team_plan(campaign=campaign, actor=office)
    planning.solve_team_plan(plan=plan, actor=SYSTEM)
    names = {site.pk: f"第{number}工作组" for number, site in enumerate(sites, start=1)}
    plan.refresh_from_db()
    planning.accept_team_plan(plan=plan, names=names, actor=office)
    return list(Team.objects.filter(campaign=campaign).select_related("site__unit").order_by("site_id"))
