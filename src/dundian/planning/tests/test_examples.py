"""The workbooks under examples/ are what their generator makes, and come in whole through the common door."""

from collections import Counter
from pathlib import Path

import pytest

from dundian.campaign.factories import CampaignFactory
from dundian.exchange import actions
from dundian.exchange.models import ImportRun
from dundian.kernel import clock
from dundian.org.access import SYSTEM, Actor, actor_of
from dundian.org.actions import create_unit
from dundian.org.factories import AppointmentFactory
from dundian.org.geography import load_tree
from dundian.org.models import Grade, Person, Role, Unit, UnitKind
from dundian.planning.models import Candidate
from scripts import make_examples

WANTED = {
    UnitKind.NEW_EMPLOYMENT: 25,
    UnitKind.PARK: 5,
    UnitKind.TOWNSHIP: 3,
    UnitKind.NON_PUBLIC: 8,
    UnitKind.SOCIAL: 1,
}


@pytest.fixture
def offices(db: None) -> dict[str, Actor]:
    load_tree(actor=SYSTEM)
    found = {}
    for city in (make_examples.ZIGONG, *make_examples.SMALLER):
        unit = Unit.objects.get(code=city.code)
        for body in city.bodies:
            own = body.startswith(unit.name.removesuffix("总工会"))
            kind, name = (UnitKind.INDUSTRY, body) if own else (UnitKind.DEPARTMENT, f"{unit.name}{body}")
            create_unit(parent=unit, kind=kind, name=name, actor=SYSTEM)
        found[city.stem] = actor_of(AppointmentFactory.create(role=Role.OFFICE, unit=unit).user)
    return found


def checked(actor: Actor, path: Path) -> ImportRun:
    unit = actor.appointments[0].unit
    kind = "people" if "cadres" in path.name else "candidates"
    context = {}
    if kind == "candidates":
        campaign = unit.campaigns.first() or CampaignFactory.create(unit=unit, year=clock.today().year)
        context = {"campaign": str(campaign.pk)}
    with path.open("rb") as file:
        return actions.check_workbook(
            kind=kind, file=file, filename=path.name, actor=actor, unit=unit, context=context
        )


def test_the_files_are_what_the_generator_makes(tmp_path: Path) -> None:
    make_examples.make(tmp_path)
    made = {p.name: p.read_bytes() for p in tmp_path.iterdir()}
    kept = {p.name: p.read_bytes() for p in make_examples.FOLDER.iterdir() if p.suffix in (".xlsx", ".csv")}
    assert made.keys() == kept.keys()
    assert [name for name in made if made[name] != kept[name]] == []


def test_every_example_comes_in_without_a_failed_row(offices: dict[str, Actor]) -> None:
    paths = [
        p
        for p in make_examples.FOLDER.iterdir()
        if p.suffix in (".xlsx", ".csv") and "mistakes" not in p.name
    ]
    assert len(paths) == 10
    for path in paths:
        run = checked(offices[path.name.partition("-")[0]], path)
        assert set(run.counts) == {"new"}, (
            path.name,
            run.rows.filter(outcome="failed").values_list("messages"),
        )


def test_zigong_has_what_its_campaign_needs(offices: dict[str, Actor]) -> None:
    office, folder = offices["zigong"], make_examples.FOLDER
    for name in ("zigong-cadres.xlsx", "zigong-candidates.xlsx"):
        run = checked(office, folder / name)
        assert run.columns["notes"], name
        assert actions.apply_run(run=run, actor=office).counts == {"new": sum(run.counts.values())}
    sent = Person.objects.filter(number__gte="ZI0101", number__lt="ZI0900")
    assert sent.count() == 84
    assert sent.filter(grade=Grade.MIDDLE).count() >= 42
    kinds = Counter(Candidate.objects.values_list("kind", flat=True))
    assert sum(kinds.values()) == 120
    assert all(kinds[kind] > wanted for kind, wanted in WANTED.items())
    assert Candidate.objects.values("unit__parent").distinct().count() == 6
    for name in ("zigong-cadres.xlsx", "zigong-candidates.xlsx"):
        assert set(checked(office, folder / name).counts) == {"same"}, name


def test_the_list_with_mistakes_has_them(offices: dict[str, Actor]) -> None:
    run = checked(offices["zigong"], make_examples.FOLDER / "zigong-cadres-with-mistakes.xlsx")
    assert run.counts == {"new": 2, "failed": 5}
