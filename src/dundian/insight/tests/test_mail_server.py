"""A real mail server that speaks TLS: trusted only with the right certificate, away and back, nothing twice."""

import socket
import ssl
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from io import BytesIO
from ipaddress import ip_address
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.conf import LazySettings
from python_calamine import CalamineWorkbook

from dundian.audit_trail.models import Entry
from dundian.concerns.actions import raise_concern
from dundian.fieldwork.factories import post
from dundian.insight import actions
from dundian.insight.actions import keep_table
from dundian.insight.mailing import mail_due
from dundian.insight.models import Delivery
from dundian.insight.sending import send_due
from dundian.kernel import clock
from dundian.org.cast import Cast, client_of

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.filterwarnings("ignore:Requiring AUTH"),  # TLS begins before it speaks
]
MORNING = datetime(2024, 6, 10, 7, tzinfo=UTC)
PAGE = "/stats/mail/"


class Papers(NamedTuple):
    """Files of a certificate, of its key, and of the authority that vouches for both."""

    certificate: Path
    key: Path
    authority: Path


def certified(folder: Path, host: str, *, days: int = 3) -> Papers:
    """A certificate for `host` by an authority made for the purpose."""
    folder.mkdir(exist_ok=True)
    now = datetime.now(UTC)
    master, key = (ec.generate_private_key(ec.SECP256R1()) for _n in range(2))
    issuer = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "试验机构")])

    def made(subject: x509.Name, public: Any, until: datetime, *more: x509.ExtensionType) -> bytes:
        begun = x509.CertificateBuilder().subject_name(subject).issuer_name(issuer).public_key(public)
        begun = begun.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(days=9))
        for extension in more:
            begun = begun.add_extension(extension, critical=isinstance(extension, x509.BasicConstraints))
        signed = begun.not_valid_after(until).sign(master, hashes.SHA256())
        return signed.public_bytes(serialization.Encoding.PEM)

    known = x509.SubjectKeyIdentifier.from_public_key(master.public_key())
    by = x509.AuthorityKeyIdentifier.from_issuer_public_key(master.public_key())
    name: x509.GeneralName = x509.DNSName(host)
    if host[0].isdigit():
        name = x509.IPAddress(ip_address(host))
    subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, host)])
    authority = made(
        issuer, master.public_key(), now + timedelta(days=9), x509.BasicConstraints(True, None), known
    )
    leaf = made(
        subject, key.public_key(), now + timedelta(days=days), x509.SubjectAlternativeName([name]), by
    )
    papers = Papers(folder / "mail.pem", folder / "mail.key", folder / "authority.pem")
    papers.certificate.write_bytes(leaf)
    papers.authority.write_bytes(authority)
    plain = serialization.NoEncryption()
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, plain
    )
    papers.key.write_bytes(private)
    return papers


class Office:
    """A mail server on this machine that wants TLS and a password, and can be switched off and on."""

    def __init__(self, papers: Papers, *, way: str) -> None:
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.load_cert_chain(papers.certificate, papers.key)
        self.way, self.taken, self.breaks = way, list[Any](), False
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])

    def switch_on(self) -> None:
        tls: dict[str, Any] = {"tls_context": self.context, "require_starttls": True}
        more = tls if self.way == "starttls" else {"ssl_context": self.context, "auth_require_tls": False}
        self.controller = Controller(
            self, hostname="127.0.0.1", port=self.port, authenticator=self.known, auth_required=True, **more
        )
        self.controller.start()

    def switch_off(self) -> None:
        self.controller.stop(no_assert=True)

    def known(self, server: Any, session: Any, envelope: Any, mechanism: str, told: Any) -> AuthResult:
        return AuthResult(success=(told.login, told.password) == (b"dundian", b"right"), handled=False)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        self.taken.append(message_from_bytes(envelope.content, policy=policy.default))
        if self.breaks:
            server.transport.abort()
        return "250 taken"


@pytest.fixture(scope="module")
def papers(tmp_path_factory: pytest.TempPathFactory) -> Papers:
    return certified(tmp_path_factory.mktemp("right"), "127.0.0.1")


def set_up(settings: LazySettings, office: Office, authority: Path | str) -> None:
    settings.EMAIL_BACKEND = "dundian.insight.mail_server.Backend"
    settings.MAIL_HOST = settings.EMAIL_HOST = "127.0.0.1"
    settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = office.port, 5
    settings.EMAIL_USE_SSL, settings.EMAIL_USE_TLS = office.way == "tls", office.way == "starttls"
    settings.EMAIL_HOST_USER, settings.EMAIL_HOST_PASSWORD = "dundian", "right"
    settings.DEFAULT_FROM_EMAIL, settings.MAIL_DOMAINS = "dundian@zgh.example.org", []
    settings.MAIL_AUTHORITY = str(authority)


@pytest.fixture(params=["tls", "starttls"])
def office(request: Any, settings: LazySettings, papers: Papers) -> Iterator[Office]:
    made = Office(papers, way=request.param)
    made.switch_on()
    set_up(settings, made, papers.authority)
    yield made
    made.switch_off()


@pytest.fixture
def delivery(cast: Cast, settings: LazySettings) -> Iterator[None]:
    """A workbook that waits for the post."""
    settings.MAIL_HOST = "127.0.0.1"
    conditions = {"figure": "concerns_raised", "down": "area", "period": "whole"}
    told = {"name": "各县诉求", "conditions": conditions, "shared": False, "every": "week"}
    with clock.at(MORNING):
        post(cast)
        for text in ("高温津贴", "饮水机", "宿舍热水", "班车", "食堂"):
            raise_concern(unit=cast.ground.site, text=text, actor=cast.cadre)
        keep_table(**told, mail_to="office@zgh.example.org", actor=cast.office_city)
        assert send_due() == 1
        yield


def page(cast: Cast) -> str:
    return client_of(cast.system_admin).get(PAGE).text


def test_the_right_certificate_is_accepted_and_the_workbook_opens(
    office: Office, delivery: None, cast: Cast
) -> None:
    assert client_of(cast.system_admin).post(f"{PAGE}try/").status_code == 302
    assert (mail_due(), mail_due()) == (1, 0)
    (mail,) = office.taken
    (workbook,) = mail.iter_attachments()
    content = workbook.get_content()
    assert content == bytes(Delivery.objects.get().content)
    rows = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0).to_python()
    assert [cast.ground.county.name, 5.0] in [row[:2] for row in rows]


def test_a_server_that_is_away_costs_no_try_and_gets_each_mail_once(
    office: Office, delivery: None, cast: Cast
) -> None:
    office.switch_off()
    assert [mail_due() for _n in range(8)] == [0] * 8
    kept = Delivery.objects.get()
    assert (kept.mail_tries, kept.mailed_at) == (0, None)
    assert kept.mail_fault == f"连接不上 127.0.0.1:{office.port}。"
    assert kept.mail_fault in page(cast)
    assert kept.mail_fault in client_of(cast.office_city).get("/stats/tables/").text
    assert Entry.objects.filter(verb="not_mailed").count() == 1
    office.switch_on()
    assert [mail_due() for _n in range(3)] == [1, 0, 0]
    assert len(office.taken) == 1
    assert kept.mail_fault not in page(cast)


def test_a_wrong_password_is_told_and_mended(
    office: Office, delivery: None, cast: Cast, settings: LazySettings
) -> None:
    settings.EMAIL_HOST_PASSWORD = "wrong"
    answer = client_of(cast.system_admin).post(f"{PAGE}try/")
    assert answer.status_code == 422
    assert "不接受用户名或者密码" in answer.text
    assert mail_due() == 0
    assert Delivery.objects.get().mail_tries == 0
    settings.EMAIL_HOST_PASSWORD = "right"
    assert mail_due() == 1
    assert len(office.taken) == 1


def test_nothing_is_sent_twice_when_nobody_knows_whether_it_went(office: Office, delivery: None) -> None:
    office.breaks = True
    assert mail_due() == 0
    office.breaks = False
    assert [mail_due() for _n in range(3)] == [0, 0, 0]
    assert len(office.taken) == 1
    assert "不再重寄" in Delivery.objects.get().mail_fault


def test_a_process_that_dies_in_the_middle_sends_nothing_twice(
    office: Office, delivery: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(**_told: Any) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(actions, "note_mail", die)
    with pytest.raises(KeyboardInterrupt):
        mail_due()
    monkeypatch.undo()
    assert mail_due() == 0
    assert len(office.taken) == 1


@pytest.mark.parametrize("way", ["tls", "starttls"])
@pytest.mark.parametrize(
    ("host", "days", "known", "words"),
    [
        ("mail.elsewhere.example.org", 3, True, "不是发给 127.0.0.1 的"),
        ("127.0.0.1", 3, False, "本机不认识的机构"),
        ("127.0.0.1", -1, True, "已过期"),
    ],
)
def test_nothing_goes_to_a_server_that_is_not_who_it_should_be(
    way: str, host: str, days: int, known: bool, words: str,
    settings: LazySettings, cast: Cast, delivery: None, tmp_path: Path,
) -> None:  # fmt: skip
    papers = certified(tmp_path / "mail", host, days=days)
    server = Office(papers, way=way)
    server.switch_on()
    set_up(settings, server, papers.authority if known else "")
    try:
        assert mail_due() == 0
        assert words in page(cast)
        assert words in client_of(cast.system_admin).post(f"{PAGE}try/").text
    finally:
        server.switch_off()
    assert server.taken == []
    assert Delivery.objects.get().mail_tries == 0


def test_tls_is_never_given_up_for_a_server_without(
    settings: LazySettings, papers: Papers, cast: Cast, delivery: None
) -> None:
    server = Office(papers, way="starttls")
    server.controller = Controller(server, hostname="127.0.0.1", port=server.port)
    server.controller.start()
    try:
        for way in ("starttls", "tls"):
            server.way = way
            set_up(settings, server, papers.authority)
            assert mail_due() == 0
            assert "不支持这种加密方式" in page(cast)
    finally:
        server.switch_off()
    assert server.taken == []


def test_only_the_system_administrator_sees_how_the_server_is_doing(cast: Cast) -> None:
    assert "未设置邮件服务器" in page(cast)
    for actor in (cast.office_province, cast.security_admin):
        assert client_of(actor).get(PAGE).status_code == 403
        assert client_of(actor).post(f"{PAGE}try/").status_code == 403
