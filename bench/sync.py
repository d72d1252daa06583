"""`make bench-sync`: 1,000 phones come back to the network, beside people who send the same by the web form.

Real processes on an embedded PostgreSQL of their own. Each phone sends a day's operations in one call and fetches what
is new; then as many log lines are sent one by one by the form of the web page. `PHONES=200 SEED=7 make bench-sync`.
"""

import argparse
import http.client
import json
import random
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from bench.phones import ground
from bench.report import Row, report

AT_ONCE = 8
TEAM = 2
FORMS = 300
WHERE = (
    "骑手驿站",
    "分拣车间",
    "货车司机之家",
    "工会会议室",
    "项目工地",
    "职工食堂",
    "快递网点",
    "社区活动室",
)
WHOM = ("站长", "班组长", "女职工代表", "新入会骑手", "工会主席", "困难职工家庭", "人事经理", "退役军人职工")
WHAT = (
    "高温津贴发放",
    "接单规则",
    "社保缴纳",
    "夜班休息",
    "劳动合同续签",
    "互助保障",
    "技能培训",
    "食堂价格",
    "安全帽更换",
    "子女托管",
)
DONE = (
    "当场答复",
    "约定下周回访",
    "已转市总权益部",
    "记入台账",
    "联系企业协商",
    "现场办理入会三人",
    "发放慰问品",
)
SAID = "走访站点，与骑手座谈，听取对高温津贴和接单规则的意见。"
# All phones of a province's four largest programmes back within five minutes, ten operations each.
WANTED = 33
TOKEN = "b" * 32


@dataclass
class One:
    """A person with a phone, a site and a task there."""

    device: str
    secret: str
    site: str
    task: str
    indicator: str
    cookie: str = ""
    cursor: str = ""


def populate(count: int, rng: random.Random) -> list[One]:
    """A campaign with teams of two at their sites, written straight into the database."""
    from dundian.accounts.models import User
    from dundian.campaign.models import Campaign, Indicator, Site
    from dundian.fieldwork.factories import END, START
    from dundian.fieldwork.models import Task
    from dundian.offline.actions.devices import digest_of
    from dundian.offline.models import Device
    from dundian.org.factories import UnitFactory
    from dundian.org.models import Appointment, Person, Role
    from dundian.planning.models import Dispatch, Team, TeamMember

    city = UnitFactory.create(kind="prefecture", name="盐都市总工会", code="990300", place=3)
    campaign = Campaign.objects.create(
        unit=city, name="蹲点行动", year=2024, starts_on=START, ends_on=END, state=Campaign.State.ACTIVE
    )
    talks = Indicator.objects.create(unit=city, code="talks", name="访谈", measure="人次")
    units = [
        UnitFactory.create(parent=city, kind="non_public", name=f"第{n}工会") for n in range(count // TEAM)
    ]
    sites = Site.objects.bulk_create(
        Site(campaign=campaign, unit=u, kind=u.kind, county=city, state=Site.State.ACTIVE) for u in units
    )
    teams = Team.objects.bulk_create(
        Team(campaign=campaign, site=s, name=f"第{n}组", state=Team.State.DISPATCHED)
        for n, s in enumerate(sites)
    )
    Dispatch.objects.bulk_create(Dispatch(team=t, starts_on=START, ends_on=END) for t in teams)
    where = [n // TEAM for n in range(len(sites) * TEAM)]
    users = User.objects.bulk_create(
        User(username=f"cadre{n}", display_name=f"干部{n}") for n in range(len(where))
    )
    people = Person.objects.bulk_create(
        Person(user=u, name=u.display_name, number=f"N{n}", home_unit=city) for n, u in enumerate(users)
    )
    Appointment.objects.bulk_create(
        Appointment(user=u, role=Role.CADRE, unit=units[n], since=START, until=END)
        for u, n in zip(users, where, strict=True)
    )
    TeamMember.objects.bulk_create(
        TeamMember(team=teams[n], person=p, leads=i % TEAM == 0)
        for i, (p, n) in enumerate(zip(people, where, strict=True))
    )
    tasks = Task.objects.bulk_create(
        Task(campaign=campaign, site=sites[n], unit=units[n], name=f"任务{i}", due_on=END)
        for i, n in enumerate(where)
    )
    secrets = [f"{rng.getrandbits(128):032x}" for _ in users]
    devices = Device.objects.bulk_create(
        Device(user=u, name="手机", digest=digest_of(secret))
        for u, secret in zip(users, secrets, strict=True)
    )
    return [
        One(str(d.pk), secret, str(sites[n].pk), str(t.pk), str(talks.pk))
        for d, secret, t, n in zip(devices, secrets, tasks, where, strict=True)
    ]


def history(phone: One, days: int = 122) -> None:
    """Four months of the team's lines at one phone's site, two a day."""
    from datetime import timedelta

    from dundian.campaign.models import Site
    from dundian.fieldwork.models import LogFigure, WorkLog
    from dundian.kernel import clock

    site = Site.objects.select_related("team").get(pk=phone.site)
    authors = [m.person for m in site.team.members.select_related("person")]
    rng = random.Random(phone.site)
    logs = WorkLog.objects.bulk_create(
        WorkLog(
            campaign_id=site.campaign_id, site=site, unit_id=site.unit_id, team=site.team, author=author,
            on=clock.today() - timedelta(n), activities=["visit", "care"], text=sentence(rng), people_met=n % 9,
        )
        for n in range(days)
        for author in authors
    )  # fmt: skip
    LogFigure.objects.bulk_create(LogFigure(log=log, indicator_id=phone.indicator, amount=3) for log in logs)


def sentence(rng: random.Random) -> str:
    """A line as a cadre writes it, rarely the same twice."""
    said = [
        f"{rng.randint(7, 19)}点到{rng.choice(WHERE)}与{rng.choice(WHOM)}等{rng.randint(1, 30)}人"
        f"谈{rng.choice(WHAT)}，{rng.choice(DONE)}"
        for _ in range(rng.randint(1, 4))
    ]
    return "；".join(said) + "。"


def sign_in(phones: Sequence[One]) -> None:
    """A browser's session for each, for the forms."""
    from dundian.offline.models import Device
    from dundian.org.cast import client_of

    for phone in phones:
        client = client_of(Device.objects.select_related("user").get(pk=phone.device).user)
        phone.cookie = f"sessionid={client.cookies['sessionid'].value}; csrftoken={TOKEN}"


def batch(phone: One) -> list[dict[str, Any]]:
    """A day: two lines with figures, a correction, a concern, a task done."""
    from dundian.kernel import clock
    from dundian.kernel.models import new_id

    now, site = clock.now().isoformat(), {"site": phone.site}
    first = str(new_id())
    line = {
        **site,
        "on": "2024-06-13",
        "activities": ["visit"],
        "text": SAID,
        "figures": {phone.indicator: "3"},
    }
    made = [
        ("log.write", first, line),
        ("log.write", str(new_id()), line),
        ("log.change", first, {"changes": {"people_met": {"from": 0, "to": 5}}}),
        (
            "concern.raise",
            str(new_id()),
            {**site, "text": SAID, "kind": "concern", "topic": "wages", "people": 3},
        ),
        ("task.finish", phone.task, {"result": "已完成"}),
    ]
    return [
        {
            "id": str(new_id()),
            "seq": n,
            "kind": kind,
            "record": record,
            "at": now,
            "after": [],
            "fields": fields,
        }
        for n, (kind, record, fields) in enumerate(made)
    ]


class Caller:
    """Calls of one thread over a connection that stays."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def call(
        self, method: str, path: str, body: bytes | None, headers: dict[str, str]
    ) -> tuple[int, bytes, float]:
        began = time.perf_counter()
        self.connection.request(method, path, body, {"Accept-Encoding": "gzip", **headers})
        response = self.connection.getresponse()
        content = response.read()
        return response.status, content, time.perf_counter() - began


def in_parallel(
    port: int, phones: Sequence[One], work: Callable[[Caller, One], list[float]]
) -> tuple[float, list[float]]:
    """(seconds for all, seconds of each call)."""
    left = list(phones)
    times: list[float] = []
    faults: list[Exception] = []
    lock = threading.Lock()

    def go_on() -> None:
        caller = Caller(port)
        while True:
            with lock:
                if not left or faults:
                    return
                phone = left.pop()
            try:
                took = work(caller, phone)
            except Exception as fault:
                faults.append(fault)
                return
            with lock:
                times.extend(took)

    threads = [threading.Thread(target=go_on) for _ in range(AT_ONCE)]
    began = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]
    return time.perf_counter() - began, times


def sends(caller: Caller, phone: One) -> list[float]:
    body = json.dumps(
        {"now": time.strftime("%Y-%m-%dT%H:%M:%S+00:00", time.gmtime()), "operations": batch(phone)}
    )
    headers = {**proof(phone), "Content-Type": "application/json"}
    status, content, took = caller.call("POST", "/app/sync/operations/", body.encode(), headers)
    states = {r["state"] for r in json.loads(unpacked(content))["results"]} if status == 200 else set()
    if states != {"applied"}:
        raise RuntimeError(f"{status} {unpacked(content)[:500]!r}")
    return [took]


def fetches(caller: Caller, phone: One) -> list[float]:
    status, content, took = caller.call(
        "GET", f"/app/sync/changes/?cursor={phone.cursor}", None, proof(phone)
    )
    if status != 200:
        raise RuntimeError(f"{status} {unpacked(content)[:500]!r}")
    phone.cursor = json.loads(unpacked(content))["cursor"]
    return [took]


def posts(caller: Caller, phone: One) -> list[float]:
    """One line by the form of the web page."""
    fields = {
        "csrfmiddlewaretoken": TOKEN, "on": "2024-06-13", "activities": "visit", "text": SAID,
        f"figure_{phone.indicator}": "3",
    }  # fmt: skip
    headers = {"Cookie": phone.cookie, "Content-Type": "application/x-www-form-urlencoded"}
    path = f"/logs/new/?site={phone.site}"
    status, content, took = caller.call("POST", path, urlencode(fields).encode(), headers)
    if status != 302:
        raise RuntimeError(f"{status} {unpacked(content)[-1500:].decode(errors='replace')}")
    return [took]


def proof(phone: One) -> dict[str, str]:
    return {"Authorization": f"Device {phone.device}.{phone.secret}"}


def unpacked(content: bytes) -> bytes:
    import gzip

    return gzip.decompress(content) if content[:2] == b"\x1f\x8b" else content


def weigh(port: int, phone: One) -> tuple[int, int]:
    """Octets of bodies on the wire: a first sync, and one with nothing new."""
    caller, whole, more, cursor = Caller(port), 0, True, ""
    while more:
        _status, content, _took = caller.call(
            "GET", f"/app/sync/changes/?cursor={cursor}", None, proof(phone)
        )
        answer = json.loads(unpacked(content))
        whole, more, cursor = whole + len(content), answer["more"], answer["cursor"]
    return whole, len(caller.call("GET", f"/app/sync/changes/?cursor={cursor}", None, proof(phone))[1])


def p95(times: Sequence[float]) -> float:
    return 1000 * statistics.quantiles(times, n=20)[-1]


def measure(port: int, phones: list[One]) -> list[Row]:
    some = phones[: min(FORMS, len(phones))]
    sign_in(some)
    in_parallel(port, phones[: AT_ONCE * 2], fetches)  # the processes are warm
    form_seconds, form_times = in_parallel(port, some, posts)
    seconds, times = in_parallel(port, phones, sends)
    operations = len(phones) * 5
    fetch_seconds, fetch_times = in_parallel(port, phones, fetches)
    idle_seconds, idle_times = in_parallel(port, phones, fetches)
    history(phones[0])
    first, idle = weigh(port, phones[0])
    forms, form = len(some) / form_seconds, ("lower", "p95 of one form post", p95(form_times))
    return [
        Row("phones", len(phones), "", anchor="at once", anchor_value=AT_ONCE),
        Row("operations", operations / seconds, "1/s", WANTED, "higher", "plain form posts, 1/s", forms),
        Row("p95 of a call with 5 operations", p95(times), "ms", None, *form),
        Row("p95 for each operation", p95(times) / 5, "ms", None, *form),
        Row("first changes", len(phones) / fetch_seconds, "1/s", better="higher"),
        Row("p95 of first changes", p95(fetch_times), "ms"),
        Row("changes with nothing new", len(phones) / idle_seconds, "1/s", better="higher"),
        Row("p95 of changes with nothing new", p95(idle_times), "ms"),
        Row("first sync with four months", first, "bytes", limit=300_000),
        Row("sync with nothing new", idle, "bytes", limit=2_000),
    ]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--phones", type=int, default=1000)
    options.add_argument("--seed", type=int, default=1)
    chosen = options.parse_args()
    with tempfile.TemporaryDirectory(prefix="dundian-sync-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        data.mkdir(mode=0o711)
        ground.prepare(data)
        with ground.database(data):
            phones = populate(chosen.phones, random.Random(chosen.seed))
            server = ground.Server(data)
            server.start()
            try:
                server.await_answer()
                rows = measure(server.port, phones)
            finally:
                server.stop()
    return 0 if report("sync", chosen.seed, rows) else 1


if __name__ == "__main__":
    sys.exit(main())
