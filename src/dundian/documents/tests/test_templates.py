"""Templates from outside: safe, checked, put in force; printing many at once."""

import zipfile
from io import BytesIO
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from docx import Document as Word

from dundian.documents import actions, checking, kinds, office, press
from dundian.documents.models import LetterTemplate, PrintRun
from dundian.documents.queries import template_in_force
from dundian.kernel.errors import Invalid, Refused
from dundian.org.cast import Cast, client_of


def word(*lines: str) -> bytes:
    made, document = BytesIO(), Word()
    for line in lines:
        document.add_paragraph(line)
    document.save(made)
    return made.getvalue()


def with_part(content: bytes, name: str, data: bytes) -> bytes:
    made = BytesIO(content)
    with zipfile.ZipFile(made, "a") as packed:
        packed.writestr(name, data)
    return made.getvalue()


MINUTES = (
    "{{ masthead }} {{ issue }} {{ organ }}",
    "{{ title }}",
    "{%p for x in paragraphs %}",
    "{{ x }}",
    "{%p endfor %}",
)
LINK = (
    b'<Relationships xmlns="x"><Relationship Id="r" TargetMode="External" Target="http://x"/></Relationships>'
)


def test_every_default_passes_its_own_check() -> None:
    for kind in kinds.every():
        report = checking.check(press.default_source(kind), kind)
        assert (report.unknown, report.faults) == ([], []), kind.key


def test_unknown_fields_are_named_with_their_place_and_missing_ones_listed() -> None:
    report = checking.check(
        word("{{ title }}", "主送：{{ adressees }}", "{{ paragraphs.words }}"), kinds.find("minutes")
    )
    assert [name for name, _place in report.unknown] == ["adressees", "paragraphs.words"]
    assert "主送" in report.unknown[0][1]
    assert set(report.missing) == {"masthead", "issue", "organ"}


@pytest.mark.parametrize(
    "line",
    [
        "{{ title.__class__ }}", "{{ ''.join(title) }}", "{{ cycler() }}", "{{ 9**9**9 }}", "{{ 'a' * 999999999 }}",
        "{% set x = 1 %}", "{% include 'x' %}", "{% for a in range(10) %}{% endfor %}", "{{ title|attr('x') }}",
        "{{ title", "{% for a in paragraphs %}", "{{ self }}", "{% macro x() %}{% endmacro %}",
    ],
)  # fmt: skip
def test_nothing_but_fields_loops_and_questions(line: str) -> None:
    report = checking.check(word(*MINUTES, line), kinds.find("minutes"))
    assert report.faults or report.unknown


@pytest.mark.parametrize(
    "content",
    [
        b"", b"PK\x03\x04", b"not a file", with_part(word("x"), "word/vbaProject.bin", b"x"),
        with_part(word("x"), "word/embeddings/a.bin", b"x"), with_part(word("x"), "word/_rels/x.xml.rels", LINK),
        with_part(word("x"), "word/x.xml", b'<!DOCTYPE a [<!ENTITY b "c">]><a/>'),
        with_part(word("x"), "word/big.xml", b"0" * (61 * 2**20)),
        with_part(
            word("x"), "word/y.xml",
            b'<w:p xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
            b"<w:instrText>DDEAUTO c</w:instrText></w:p>",
        ),
    ],
)  # fmt: skip
def test_unsafe_files_are_not_opened(content: bytes) -> None:
    with pytest.raises(Invalid):
        checking.check(content, kinds.find("minutes"))


def test_editions_in_force_and_back_to_the_default(cast: Cast) -> None:
    city = client_of(cast.office_city)
    address = reverse("documents:template_kind", args=["minutes"])
    assert city.get(address).status_code == 200
    for name in ("一.docx", "二.docx"):
        sent = SimpleUploadedFile(name, word(*MINUTES, name))
        assert city.post(address, {"file": sent}).status_code == 302
    first, second = LetterTemplate.objects.order_by("edition")
    for page in ("template_detail", "template_file", "template_trial", "template_activate"):
        assert city.get(reverse(f"documents:{page}", args=[first.pk])).status_code == 200, page
    for template in (first, second):
        assert city.post(reverse("documents:template_activate", args=[template.pk])).status_code == 302
    assert template_in_force(cast.ground.county, "minutes") == second  # counties print with their city's
    assert template_in_force(cast.ground.other_city, "minutes") is None
    context = kinds.find("minutes").sample()
    assert (
        "二.docx"
        in Word(BytesIO(press.render("minutes", context, unit=cast.ground.county))).paragraphs[-1].text
    )
    assert city.post(reverse("documents:template_retire", args=[second.pk])).status_code == 302
    assert template_in_force(cast.ground.county, "minutes") is None
    assert (
        client_of(cast.outsider).get(reverse("documents:template_detail", args=[first.pk])).status_code == 404
    )
    assert client_of(cast.cadre).get(reverse("documents:template_list")).status_code == 403


def test_a_template_with_faults_is_kept_but_not_put_in_force(cast: Cast) -> None:
    template = actions.add_template(
        unit=cast.ground.city,
        kind="minutes",
        filename="x.docx",
        content=word("{{ nobody }}"),
        actor=cast.office_city,
    )
    with pytest.raises(Invalid):
        actions.activate_template(template=template, actor=cast.office_city)
    page = (
        client_of(cast.office_city)
        .get(reverse("documents:template_detail", args=[template.pk]))
        .content.decode()
    )
    assert "nobody" in page
    assert (
        client_of(cast.office_city).get(reverse("documents:template_trial", args=[template.pk])).status_code
        == 422
    )


def test_many_documents_become_one_file(cast: Cast) -> None:
    papers = [
        str(
            actions.issue_document(
                unit=cast.ground.city,
                kind="circular",
                title=f"通知{n}",
                context={"paragraphs": ["一"]},
                actor=cast.office_city,
            ).pk
        )
        for n in range(3)
    ]
    run = actions.ask_printing(
        title="三件", source="documents", papers=papers, form="zip", actor=cast.office_city
    )
    with pytest.raises(Refused):
        actions.fetch_printing(run=run, actor=cast.office_city)  # not ready yet
    actions.carry_out_printing(run=run, actor=cast.office_city)
    actions.carry_out_printing(run=run, actor=cast.office_city)  # again, as after a kill
    client = client_of(cast.office_city)
    response = client.get(reverse("documents:print_file", args=[run.pk]))
    with zipfile.ZipFile(BytesIO(response.getvalue())) as packed:
        assert [name[:3] for name in packed.namelist()] == ["001", "002", "003"]
    assert client.get(reverse("documents:print_detail", args=[run.pk])).status_code == 200
    assert client.get(reverse("documents:print_list")).status_code == 200
    assert (
        client_of(cast.office_province).get(reverse("documents:print_file", args=[run.pk])).status_code == 404
    )


def test_the_list_of_kinds_asks_once_however_many_there_are(
    cast: Cast, django_assert_max_num_queries: Any
) -> None:
    content = press.default_source(kinds.find("minutes"))  # type: ignore[arg-type]
    for unit, actor in ((cast.ground.province, cast.office_province), (cast.ground.city, cast.office_city)):
        sent = {"unit": unit, "kind": "minutes", "filename": "纪要.docx", "content": content, "actor": actor}
        actions.activate_template(template=actions.add_template(**sent), actor=actor)
    client = client_of(cast.office_county)
    client.get(reverse("documents:template_list"))
    with django_assert_max_num_queries(7):
        page = client.get(reverse("documents:template_list"))
    shown = {kind.key: own for kind, own in page.context["rows"]}
    assert shown["minutes"].unit == cast.ground.city  # the nearest
    assert shown["circular"] is None


def test_the_list_prints_what_is_ticked(cast: Cast) -> None:
    document = actions.issue_document(
        unit=cast.ground.city,
        kind="circular",
        title="通知",
        context={"paragraphs": ["一"]},
        actor=cast.office_city,
    )
    client, address = client_of(cast.office_city), reverse("documents:print_create")
    assert client.post(address, {"pick": [str(document.pk)]}).status_code == 200
    assert client.post(address, {}).status_code == 422
    told = {"pick": [str(document.pk)], "confirmed": "1", "form": "zip"}
    assert client.post(address, told).status_code == 302
    assert PrintRun.objects.get().papers == [str(document.pk)]


def test_a_preview_is_drawn_by_a_job(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(office, "to_pdf", lambda content: b"pdf")
    monkeypatch.setattr(office, "pictures", lambda pdf: [b"\x89PNG", b"\x89PNG"])
    document = actions.issue_document(
        unit=cast.ground.city,
        kind="circular",
        title="通知",
        context={"paragraphs": ["一"]},
        actor=cast.office_city,
    )
    client = client_of(cast.office_city)
    address = reverse("documents:document_preview", args=[document.pk])
    assert "hx-get" in client.get(address, headers={"HX-Request": "true"}).content.decode()
    with document.file.open("rb") as stored:
        preview, new = actions.want_preview(content=stored.read())
    assert not new
    actions.make_preview(preview=preview)
    assert client.get(address).content.decode().count('<img class="paper-page"') == 2
    picture = reverse("documents:document_picture", args=[document.pk, 2])
    assert client.get(picture).content == b"\x89PNG"
    assert client_of(cast.outsider).get(picture).status_code == 404
    assert client.get(reverse("documents:document_picture", args=[document.pk, 3])).status_code == 404
