"""The press and the exports in the browser, on a desk and on a phone."""

from typing import Any

import pytest
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from dundian.documents import actions, drafting, kinds, office, press
from dundian.exchange import exporting
from dundian.exchange.models import Export
from dundian.org.access import Actor
from dundian.org.cast import Cast, client_of, make_cast
from dundian.org.factories import PersonFactory
from tests.browser.conftest import DESK, PHONE, check_page


def told() -> dict[str, Any]:
    kind = kinds.find("circular")
    assert kind is not None
    return {f.name: f.example or f.blank for f in drafting.asked_of(kind)}


def addresses(cast: Cast) -> list[str]:
    """A draft on its way, a document that went out, templates with and without faults, an export, a print."""
    city, actor = cast.ground.city, cast.office_city
    draft = actions.create_draft(
        unit=city,
        kind="circular",
        title="盐都市总工会关于做好2024年蹲点干部服务保障工作的通知",
        facts=told(),
        actor=actor,
    )
    actions.submit_draft(draft=draft, countersigners=[cast.ground.department], actor=actor)
    actions.review_draft(draft=draft, text="同意，请抓紧会签。", actor=cast.office_province)
    back = actions.create_draft(
        unit=city, kind="commendation", title="关于表扬先进的决定", facts=told(), actor=actor
    )
    actions.submit_draft(draft=back, countersigners=[], actor=actor)
    actions.return_draft(draft=back, reason="先进个人人数与公示不符，请核对。", actor=cast.office_province)
    document = actions.issue_document(
        unit=city, kind="circular", title="关于开展中期督查的通知", context=told(), actor=actor
    )
    content = press.default_source(kinds.find("minutes"))  # type: ignore[arg-type]
    actions.add_template(unit=city, kind="minutes", filename="本会纪要.docx", content=content, actor=actor)
    bad = actions.add_template(
        unit=city, kind="circular", filename="不合适.docx", content=content, actor=actor
    )
    run = actions.ask_printing(
        title="一件公文", source="documents", papers=[str(document.pk)], form="zip", actor=actor
    )
    if office.is_there():
        with document.file.open("rb") as stored:
            preview, _new = actions.want_preview(content=stored.read())
        actions.make_preview(preview=preview)
    PersonFactory.create_batch(4, home_unit=city)
    export = Export(title="人员", address=reverse("org:person_export"), noun="person", by=actor.user)
    export.save()
    exporting.carry_out(export=export)

    def of(name: str, *args: Any) -> str:
        return reverse(name, args=args)

    return [
        of("documents:document_list"),
        of("documents:document_detail", document.pk),
        of("documents:draft_list"),
        f"{of('documents:draft_create')}?kind=commendation",
        of("documents:draft_detail", draft.pk),
        of("documents:template_kind", "minutes"),
        of("documents:template_detail", bad.pk),
        of("documents:print_detail", run.pk),
        f"{of('documents:verify')}?code={document.code}",
        f"{of('exchange:export_create')}?of={reverse('org:person_export')}",
        of("exchange:export_detail", export.pk),
        of("org:person_list"),
    ]


@pytest.mark.django_db(transaction=True)
def test_every_page_of_the_press_and_of_exports(live_server: LiveServer, open_context: Any) -> None:
    cast: Cast = make_cast()
    pages = addresses(cast)
    for size in (DESK, PHONE):
        page = _signed_in(open_context(viewport=size), live_server, cast.office_city)
        for address in pages:
            page.goto(f"{live_server.url}{address}")
            check_page(page)


def _signed_in(context: Any, live_server: LiveServer, actor: Actor) -> Any:
    cookie = client_of(actor).cookies["sessionid"]
    context.add_cookies([{"name": "sessionid", "value": cookie.value, "url": live_server.url}])
    return context.new_page()
