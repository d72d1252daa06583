"""Workers of the demonstration: posters on the walls, and what was told through them."""

import json
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path

from dundian.concerns import actions as concerns
from dundian.concerns.models import Concern, SitePage
from dundian.config.demo.days import Calendar
from dundian.config.demo.programme import Sent
from dundian.kernel.models import new_id
from dundian.org.access import Actor

Kind = Concern.Kind
QUIET = (
    (Kind.OPINION, "午休时间被排了两次会，下午上工人都是困的。", 20, ""),
    (Kind.CONSULTATION, "想问一下，高温津贴是按出勤天数算还是按月发？", 1, "小周 13800000011"),
    (Kind.SUGGESTION, "换电柜旁边能不能加个遮雨棚，下雨天大家都挤在路边。", 60, ""),
)


@dataclass
class Workers:
    """The stories; `told` is what the demonstration prints: a poster's address, a number with its code."""

    calendar: Calendar
    own: Sent
    others: list[Sent]
    told: dict[str, str] = field(default_factory=dict)
    pages: list[SitePage] = field(default_factory=list)

    def plan(self) -> None:
        self.calendar.add(date(2024, 4, 8), self.hang_posters, hour=10)
        self.calendar.add(date(2024, 5, 13), self.canteen, hour=12)
        self.calendar.add(date(2024, 6, 17), self.accident, hour=19)
        for number, line in enumerate(QUIET):
            self.calendar.add(
                date(2024, 6, 12) + timedelta(number * 2), partial(self.quietly, number, *line), hour=20
            )

    def hang_posters(self) -> None:
        for sent in (self.own, *self.others):
            self.pages.append(concerns.open_page(site=sent.site, actor=sent.people[0]))
        self.told["page"] = f"/w/{self.pages[0].token}/"

    def quietly(self, number: int, kind: str, text: str, people: int, contact: str) -> None:
        page = self.pages[number % len(self.pages)]
        concerns.raise_from_page(page=page, id=new_id(), kind=kind, text=text, people=people, contact=contact)

    def _leader(self) -> Actor:
        return self.own.people[0]

    def canteen(self) -> None:
        """Told, asked, answered, explained; rated poorly and taken up again by somebody else."""
        text = "食堂从上个月起涨价三成，没有贴通知。我叫示例甲，在二号车间，电话13800000012。"
        concern, _code = concerns.raise_from_page(
            page=self.pages[0],
            id=new_id(),
            kind=Kind.CONCERN,
            text=text,
            people=120,
            contact="示例甲 13800000012",
        )
        ask = partial(
            concerns.ask_worker,
            concern=concern,
            text="涨价的是哪几个窗口？有没有留小票？",
            actor=self._leader(),
        )
        self.calendar.add(date(2024, 5, 14), ask, hour=9)
        answer = partial(
            concerns.answer_question,
            concern=concern,
            text="三号、四号窗口，一份套餐从12元涨到16元，小票有。",
            id=new_id(),
        )
        self.calendar.add(date(2024, 5, 14), answer, hour=20)
        self.calendar.add(date(2024, 5, 22), partial(self._explain, concern), hour=15)
        rate = partial(
            concerns.rate_result, concern=concern, grade="not", word="解释了，但是价格没有降。", id=new_id()
        )
        self.calendar.add(date(2024, 5, 24), rate, hour=21)
        again = partial(concerns.ask_again, concern=concern, reason="价格没有降，希望公开成本。")
        self.calendar.add(date(2024, 5, 24), again, hour=22)

    def _explain(self, concern: Concern) -> None:
        concern.refresh_from_db()
        concerns.close_concern(
            concern=concern,
            outcome=Concern.Outcome.EXPLAINED,
            text="与食堂承包方核对，原料涨价属实，已要求今后调价提前公示。",
            reply="食堂说明了原料涨价的情况，今后调价会提前一周公示。",
            workers_word="",
            version=concern.version,
            actor=self._leader(),
        )

    def accident(self) -> None:
        """Told two days ago, with a telephone number; the handler has just asked back."""
        text = "上个月送货摔伤，站点说我不算工伤，医药费自己出。"
        concern, code = concerns.raise_from_page(
            page=self.pages[0],
            id=new_id(),
            kind=Kind.CONCERN,
            text=text,
            people=1,
            contact="示例乙 13800000013",
        )
        self.told |= {"number": concern.number, "code": code}
        concerns.give_consent(concern=concern)
        ask = partial(
            concerns.ask_worker,
            concern=concern,
            text="事发当天是几点？有没有派出所或医院的记录？",
            actor=self._leader(),
        )
        self.calendar.add(date(2024, 6, 18), ask, hour=9)

    def keep(self, path: Path) -> None:
        """Write down what is told, for the owner of the data folder alone."""
        path.touch(mode=0o600)
        path.write_text(json.dumps(self.told, ensure_ascii=False))
