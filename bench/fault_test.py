"""`make fault-test`: people go on working on their phones while everything around them fails.

Two phones (the real app, each in a Chromium of its own) and a desktop work at one site through a proxy that spoils the
network, while tabs, browsers, server processes and the database are killed with -9 in the middle of calls. Afterwards
every line must be on the server exactly once, every photo byte for byte, nothing acknowledged lost, and every conflict
visible. `N=50 SEED=7 make fault-test` runs others.
"""

import argparse
import hashlib
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import Error, sync_playwright

from bench.phones import ground
from bench.phones.hand import Phone
from bench.phones.weather import Weather
from bench.report import Row, report

TASKS_AHEAD = 12


@dataclass
class Line:
    """A log as its author knows it: where it should end up."""

    mark: str
    colour: tuple[int, int, int] | None = None
    edited: str = ""
    people: int = 0
    desk: str = ""
    desk_saw: str = ""
    chosen: str = ""


class Story:
    """What is done, and what must be true afterwards."""

    def __init__(self, data: Path, seed: int) -> None:
        self.data, self.rng = data, random.Random(seed)
        self.done: Counter[str] = Counter()
        self.lines: list[Line] = []
        self.concerns: list[str] = []
        self.results: dict[str, str] = {}
        self.number = 0

    # The ground

    def begin(self, playwright: Any) -> None:
        self.cast, self.posting = ground.people()
        self.server = ground.Server(self.data)
        self.server.start()
        self.server.await_answer()
        self.weather = Weather(self.server.port, random.Random(self.rng.random()))
        self.phones = [
            Phone(playwright, self.data / f"phone-{n}", self.weather.address, actor, self.rng)
            for n, actor in enumerate((self.cast.cadre, self.cast.team_leader))
        ]
        self.more_tasks()
        for phone in self.phones:
            phone.sign_in()
            phone.open()
            phone.page.wait_for_function("() => navigator.serviceWorker.ready.then(() => true)")
            self.settle(phone)

    def end(self) -> None:
        for phone in self.phones:
            try:
                phone.context.close()
            except Error:
                continue
        self.weather.close()
        self.server.stop()

    def mark(self) -> str:
        self.number += 1
        return f"第{self.number}件"

    def more_tasks(self) -> None:
        from dundian.fieldwork.factories import make_task
        from dundian.fieldwork.models import Task

        def fill() -> None:
            for _ in range(TASKS_AHEAD - Task.objects.exclude(state="done").count()):
                make_task(self.posting.site, name=f"任务{self.mark()}")

        ground.steadily(fill)

    # One run

    def run(self) -> None:
        phone = self.rng.choice(self.phones)
        offline = self.rng.random() < 0.35
        self.weather.storm = self.rng.random() < 0.85
        if offline:
            phone.context.set_offline(True)
            self.done["runs without a network"] += 1
        for _ in range(self.rng.randint(1, 3)):
            step = self.rng.choices(
                [self.log, self.edit, self.finish, self.concern, self.choose], [5, 4, 2, 2, 1]
            )[0]
            step(phone)
        if self.rng.random() < 0.3:
            self.at_the_desk()
        self.strike()
        if offline:
            phone.context.set_offline(False)
        phone.nudge()
        self.interrupt(phone)
        self.weather.storm = False
        self.settle(phone)

    def strike(self) -> None:
        """Now and then the next call that writes is the end of the server or of the database."""
        chance = self.rng.random()
        kinds: list[tuple[float, str, Callable[[], None]]] = [
            (0.06, "database killed", lambda: ground.kill_database(self.data)),
            (0.10, "server killed", self.server.kill),
            (0.18, "server process killed", self.server.kill_worker),
        ]
        for below, name, deed in kinds:
            if chance < below:
                self.weather.strike = self.counted(name, deed)
                return

    def counted(self, name: str, deed: Callable[[], None]) -> Callable[[], None]:
        def strike() -> None:
            self.done[name] += 1
            deed()

        return strike

    def interrupt(self, phone: Phone) -> None:
        chance = self.rng.random()
        time.sleep(self.rng.uniform(0, 0.3))
        if chance < 0.04:
            self.done["browser killed"] += 1
            phone.kill_browser()
        elif chance < 0.2:
            self.done["tab killed"] += 1
            phone.kill_tab()

    def settle(self, phone: Phone) -> None:
        """The network is fair again: all that was written goes through."""
        self.weather.strike = None
        end = time.monotonic() + 90
        asked = 0.0
        while True:
            try:
                if phone.waiting() == 0 and self.is_calm(phone):
                    return
                if time.monotonic() - asked > 2:
                    phone.nudge()
                    asked = time.monotonic()
            except Error:
                phone.open()
            if time.monotonic() > end:
                raise TimeoutError(
                    f"something stays on the phone: {phone.page.locator('body').inner_text()[:2000]}"
                )
            time.sleep(0.05)

    def is_calm(self, phone: Phone) -> bool:
        """Nothing on its way: the last sync has ended."""
        phone.go("")
        bar = phone.page.locator(".sync")
        return bar.count() == 1 and bar.get_attribute("data-phase") == "idle"

    # What people do

    def log(self, phone: Phone) -> None:
        line = Line(self.mark())
        phone.go("log")
        phone.chip("activities")
        phone.write("text", line.mark)
        if self.rng.random() < 0.35:
            line.colour = tuple(self.rng.randrange(30, 226) for _ in range(3))  # type: ignore[assignment]
            assert line.colour
            photo = {"name": "p.jpg", "mimeType": "image/jpeg", "buffer": picture(line.colour)}
            phone.page.locator("input[type=file]").set_input_files(photo)  # type: ignore[arg-type]
            phone.page.locator(".thumb-out").wait_for()
            self.done["photos taken"] += 1
        self.lines.append(line)
        self.keep(phone, "log", "text", line.mark, "")
        self.done["logs written"] += 1

    def keep(self, phone: Phone, screen: str, field: str, text: str, after: str) -> None:
        """Save, or be cut off while saving: then what was typed is a draft, or kept already."""
        if self.rng.random() < 0.12:
            time.sleep(0.3)
            if self.rng.random() < 0.6:
                phone.save()
            self.done["tab killed"] += 1
            phone.kill_tab()
            phone.go(screen)
            box = phone.page.locator(f"[data-field='{field}'] textarea")
            box.wait_for()
            if box.input_value() != text:
                return
            self.done["drafts found again"] += 1
        phone.save()
        phone.saved(after)

    def edit(self, phone: Phone) -> None:
        """Each log is edited by one phone at most, so that the end shows whether the edit arrived."""
        from dundian.fieldwork.models import WorkLog

        free = [one for one in self.lines[-30:] if not one.edited]
        if not free:
            return
        line = self.rng.choice(free)
        stored = ground.steadily(lambda: WorkLog.objects.filter(text=line.desk or line.mark).first())
        if stored is None:
            return
        phone.go(f"logs/{stored.pk}")
        try:
            phone.page.locator(f"a[href='#/logs/{stored.pk}/change']").click(timeout=1500)
        except Error:
            return  # this phone has not heard of it yet, or may not correct it
        phone.page.locator("[data-field='text'] textarea").wait_for()
        line.edited, line.people = self.mark(), self.rng.randrange(1, 9000)
        if self.rng.random() < 0.5:
            self.at_the_desk(line)
        phone.write("people_met", str(line.people))
        phone.write("text", line.edited)
        self.keep(phone, f"logs/{stored.pk}/change", "text", line.edited, f"logs/{stored.pk}")
        self.done["logs edited"] += 1

    def finish(self, phone: Phone) -> None:
        phone.go("tasks")
        buttons = phone.page.locator("button.btn-done")
        try:
            buttons.first.wait_for(timeout=1500)
        except Error:
            return
        cards = phone.page.locator("li.card", has=buttons)
        name = cards.nth(self.rng.randrange(min(3, cards.count()))).locator("b").first.inner_text()
        if name in self.results:
            return
        result, card = (
            self.mark(),
            phone.page.locator("li.card", has=phone.page.get_by_text(name, exact=True)),
        )
        card.locator("button.btn-done").click()
        card.locator("textarea").fill(result)
        card.locator("form button.btn-primary").click()
        card.locator("form").wait_for(state="detached")
        self.results[name] = result
        self.done["tasks finished"] += 1

    def concern(self, phone: Phone) -> None:
        text = self.mark()
        phone.go("concerns/new")
        phone.chip("topic")
        phone.write("text", text)
        self.concerns.append(text)
        self.keep(phone, "concerns/new", "text", text, "concerns")
        self.done["concerns noted"] += 1

    def choose(self, phone: Phone) -> None:
        """Settle a conflict that this phone shows."""
        phone.go("conflicts")
        phone.page.locator("h1").wait_for()
        rows = phone.page.locator("a.row[href^='#/conflicts/']")
        if not rows.count():
            return
        rows.first.click()
        side = self.rng.choice(["mine", "theirs"])
        form = phone.page.locator("#form")
        form.wait_for()
        for fieldset in form.locator("fieldset").all():
            fieldset.locator("label.version").nth(0 if side == "mine" else 1).click()
        mine = form.locator("fieldset label.version .said").first.inner_text()
        phone.save()
        form.wait_for(state="detached")
        for line in self.lines:
            if line.edited == mine:
                line.chosen = side
        self.done["conflicts settled"] += 1

    def at_the_desk(self, line: Line | None = None) -> None:
        """The team leader corrects the text of a log on the web page."""
        from dundian.fieldwork.actions import change_log
        from dundian.fieldwork.models import WorkLog
        from dundian.kernel.errors import Conflict
        from dundian.org.access import actor_of

        if line is None and self.lines:
            line = self.rng.choice(self.lines)
        if line is None or line.desk:
            return
        said = self.mark()

        def correct() -> str:
            log = WorkLog.objects.filter(text__in=[t for t in (line.edited, line.mark) if t]).first()
            if log is None:
                return ""
            saw = log.text
            change_log(
                log=log,
                version=log.version,
                on=log.on,
                activities=log.activities,
                people_met=log.people_met,
                figures={f.indicator: f.amount for f in log.figures.select_related("indicator__unit")},
                text=said,
                actor=actor_of(self.cast.team_leader.user),
            )
            return saw

        try:
            line.desk_saw = ground.steadily(correct)
        except Conflict:
            return
        if line.desk_saw:
            line.desk = said
            self.done["corrections at the desk"] += 1


def picture(colour: tuple[int, int, int]) -> bytes:
    """A photo of a colour, with a camera's particulars."""
    exif = Image.Exif()
    exif[0x010F], exif[0x9003] = "Kamera", "2024:06:14 10:00:00"
    content = BytesIO()
    noise = Image.effect_noise((640, 480), 60).convert("RGB")
    Image.blend(Image.new("RGB", noise.size, colour), noise, 0.2).save(content, "JPEG", quality=90, exif=exif)
    return content.getvalue()


class Verdict:
    """Looks at what is stored, and only there."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.faults: list[str] = []
        self.counts: Counter[str] = Counter()

    def fault(self, kind: str, text: str) -> None:
        self.counts[kind] += 1
        self.faults.append(f"{kind}: {text}")

    def reach(self) -> None:
        for line in self.story.lines:
            self.of_line(line)
        self.of_concerns()
        self.of_tasks()
        self.of_acknowledged()
        self.of_conflicts()

    def of_line(self, line: Line) -> None:
        from dundian.audit_trail.models import Entry
        from dundian.fieldwork.models import WorkLog
        from dundian.offline.models import Conflict

        said = [t for t in (line.mark, line.edited, line.desk) if t]
        found = list(WorkLog.objects.filter(text__in=said))
        if len(found) != 1:
            self.fault("lost" if not found else "doubled", f"log {said}: {len(found)} times")
            return
        log = found[0]
        if Entry.objects.filter(verb="write", noun="log", object_id=str(log.pk)).count() != 1:
            self.fault("doubled", f"log {said} was written more than once")
        conflict = Conflict.objects.filter(log=log).first()
        if line.edited:
            self.of_edit(line, log, conflict)
        elif conflict:
            self.fault("wrong", f"log {said} has a conflict that nobody made")
        if line.colour:
            self.of_photo(line, log)
        elif log.photos.exists():
            self.fault("wrong", f"log {said} has somebody else's photo")

    def of_edit(self, line: Line, log: Any, conflict: Any) -> None:
        if log.people_met != line.people:
            self.fault("lost", f"log {line.mark}: {log.people_met} people instead of {line.people}")
        if conflict is None:
            # Whoever came second had seen what the first one wrote.
            right = line.desk if line.desk and line.desk_saw == line.edited else line.edited
            if log.text != right:
                self.fault("lost", f"log {line.mark}: edit {line.edited} vanished behind {log.text}")
            return
        self.counts["conflicts"] += 1
        whole = [(f["field"], f["mine"], f["theirs"]) for f in conflict.fields]
        if whole != [("text", line.edited, line.desk)]:
            self.fault("wrong", f"conflict {whole} is not {line}")
        right = line.edited if line.chosen == "mine" else line.desk
        if log.text != right or bool(conflict.resolved_at) != bool(line.chosen):
            self.fault("wrong", f"log {line.mark}: {log.text} after the choice {line.chosen or 'of nobody'}")

    def of_photo(self, line: Line, log: Any) -> None:
        photos = list(log.photos.all())
        if len(photos) != 1:
            self.fault("lost" if not photos else "doubled", f"log {line.mark}: {len(photos)} photos")
            return
        content = photos[0].file.read()
        self.counts["photos"] += 1
        if hashlib.sha256(content).hexdigest() != photos[0].sha256:
            self.fault("photo differs", f"log {line.mark}: {photos[0].sha256}")
        seen: Any = Image.open(BytesIO(content)).convert("RGB").resize((1, 1)).getpixel((0, 0))
        expected = tuple(round(0.8 * c + 0.2 * 128) for c in line.colour or ())
        if any(abs(a - b) > 12 for a, b in zip(seen, expected, strict=True)):
            self.fault("photo differs", f"log {line.mark}: {seen} instead of {expected}")
        if b"Kamera" in content:
            self.fault("photo differs", f"log {line.mark}: still says which camera")

    def of_concerns(self) -> None:
        from dundian.concerns.models import Concern

        for text in self.story.concerns:
            if (n := Concern.objects.filter(text=text).count()) != 1:
                self.fault("lost" if not n else "doubled", f"concern {text}: {n} times")

    def of_tasks(self) -> None:
        from dundian.fieldwork.models import Task
        from dundian.offline.models import Conflict

        for name, result in self.story.results.items():
            task = Task.objects.get(name=name)
            kept = [f["mine"] for c in Conflict.objects.filter(task=task) for f in c.fields]
            if task.state != "done" or (task.result != result and result not in kept):
                self.fault("lost", f"task {name}: {task.state} {task.result!r} instead of {result!r}")

    def of_acknowledged(self) -> None:
        from dundian.fieldwork.models import LogPhoto
        from dundian.offline.models import Operation

        acknowledged = self.story.weather.acknowledged
        settled = Operation.objects.filter(state__in=["applied", "conflict"]).values_list("pk", flat=True)
        for pk in set(acknowledged) - {str(pk) for pk in settled}:
            self.fault("lost", f"operation {pk} was acknowledged")
        for one in Operation.objects.exclude(state__in=["applied", "conflict"]):
            self.fault("lost", f"operation {one.kind} {one.pk} stands {one.state}: {one.reason}")
        for digest in self.story.weather.photos:
            if not LogPhoto.objects.filter(sha256=digest).exists():
                self.fault("lost", f"photo {digest} was acknowledged")

    def of_conflicts(self) -> None:
        """Each open conflict stands on the phone of whoever it belongs to, and on the page."""
        from dundian.offline.models import Conflict
        from dundian.org.cast import client_of

        for phone in self.story.phones:
            mine = Conflict.objects.filter(user=phone.actor.user, resolved_at=None)
            phone.go("conflicts")
            phone.page.locator("h1").wait_for()
            shown = {
                str(a.get_attribute("href")).rsplit("/", 1)[1]
                for a in phone.page.locator("a.row[href^='#/conflicts/']").all()
            }
            page = client_of(phone.actor).get("/conflicts/").content.decode()
            for conflict in mine.order_by("-created_at")[:20]:
                if str(conflict.pk) not in shown:
                    self.fault("hidden", f"conflict {conflict.pk} is not on the phone")
                if f"/conflicts/{conflict.pk}/" not in page:
                    self.fault("hidden", f"conflict {conflict.pk} is not on the page")


def fault_test(runs: int, seed: int, *, write: bool = True) -> list[str]:
    """The faults found, [] when all is well; prints its figures."""
    with tempfile.TemporaryDirectory(prefix="dundian-faults-") as folder:
        Path(folder).chmod(0o711)
        data = Path(folder) / "data"
        data.mkdir(mode=0o711)
        ground.prepare(data)
        began = time.monotonic()
        with ground.database(data), sync_playwright() as playwright:
            story = Story(data, seed)
            story.begin(playwright)
            try:
                for n in range(runs):
                    story.run()
                    story.more_tasks()
                    if (n + 1) % 10 == 0:
                        print(f"{n + 1}/{runs} runs, {time.monotonic() - began:.0f} s", flush=True)
                for phone in story.phones:
                    story.settle(phone)
                verdict = Verdict(story)
                verdict.reach()
            finally:
                story.end()
        tell(story, verdict, runs, seed, time.monotonic() - began, write=write)
    return verdict.faults


def tell(story: Story, verdict: Verdict, runs: int, seed: int, seconds: float, *, write: bool) -> None:
    done, weather = story.done, story.weather
    rows = [Row("runs", runs, ""), Row("time", seconds, "s")]
    rows += [Row(name, count, "") for name, count in sorted(done.items())]
    rows += [Row(f"calls: {name}", count, "") for name, count in sorted(weather.counts.items())]
    rows += [
        Row("operations acknowledged", len(weather.acknowledged), ""),
        Row("photos compared", verdict.counts["photos"], ""),
        Row("conflicts between phone and desk", verdict.counts["conflicts"], ""),
        Row("lost", verdict.counts["lost"], "", limit=0),
        Row("doubled", verdict.counts["doubled"], "", limit=0),
        Row("photos that differ", verdict.counts["photo differs"], "", limit=0),
        Row("conflicts hidden", verdict.counts["hidden"], "", limit=0),
        Row("other faults", verdict.counts["wrong"], "", limit=0),
    ]
    report("faults", seed, rows, write=write)
    for fault in verdict.faults:
        print(f"FAULT {fault}")
    print(f"{len(verdict.faults)} faults in {runs} runs, seed {seed}")


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--runs", type=int, default=200)
    options.add_argument("--seed", type=int, default=random.SystemRandom().randrange(10**6))
    options.add_argument("--silent", action="store_true", help="write no file of results")
    chosen = options.parse_args()
    print(f"fault-test: {chosen.runs} runs, seed {chosen.seed}", flush=True)
    return 1 if fault_test(chosen.runs, chosen.seed, write=not chosen.silent) else 0


if __name__ == "__main__":
    sys.exit(main())
