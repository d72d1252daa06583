"""What the room writes to employers and authorities: 一函两书 and the transfer.

Official letters are Chinese whatever language the page is shown in, so their words stand here, not in the catalogues.
"""

import re
from typing import Any

from dundian.concerns.models import Letter
from dundian.org.models import Unit

PLACE = re.compile(r"^(.{2,}?)(?:省|市|自治州|州|县|区)?总工会$")
NAMES = {
    Letter.Kind.REMINDER: ("工会劳动法律监督提示函", "工提函"),
    Letter.Kind.OPINION: ("工会劳动法律监督意见书", "工意见"),
    Letter.Kind.ADVICE: ("工会劳动法律监督建议书", "工建议"),
    Letter.Kind.TRANSFER: ("移送函", "工移函"),
}
OPENINGS = {
    Letter.Kind.REMINDER: "工会在联系服务职工中了解到以下情况，现提示如下，请予重视并及时改进。",
    Letter.Kind.OPINION: "经工会核实，以下情况不符合劳动法律法规规定，现提出意见，请予纠正。",
    Letter.Kind.ADVICE: "工会就以下情况提请贵单位依法处理，并建议如下。",
    Letter.Kind.TRANSFER: "以下事项属贵单位职责范围，现移送贵单位办理，请将办理结果告知我会。",
}


def mark_of(kind: str, unit: Unit) -> str:
    """The organ mark of the series: the place and what the letter is."""
    found = PLACE.match(unit.name)
    place = (found[1] if found else unit.name.removesuffix("工会"))[:12]
    return f"{place}{NAMES[Letter.Kind(kind)][1]}"


def letter(letter: Letter) -> dict[str, Any]:
    """The fields of the kind `letter`. The worker is never among them."""
    kind = Letter.Kind(letter.kind)
    paragraphs = [OPENINGS[kind], *(line.strip() for line in letter.text.splitlines() if line.strip())]
    this = "本函" if NAMES[kind][0].endswith("函") else "本文书"
    paragraphs.append(f"请于收到{this}之日起{letter.reply_days}个工作日内书面回复我会。")
    return {
        "organ": letter.unit.name,
        "title": NAMES[kind][0],
        "subject": letter.title,
        "addressees": letter.body.name,
        "paragraphs": paragraphs,
    }
