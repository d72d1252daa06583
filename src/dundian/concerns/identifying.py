"""Words in a free text that likely point at a person, found by their form alone.

`find(text)` gives the spans, `mask(text)` the text with each span replaced by its kind in 〔 〕. Plain functions
without a database. They miss rather than guess where a form is ambiguous in both directions: a sum of money is no
telephone number, “王师傅说” names nobody who could be found. What stands before or after a name tells most of them
(`naming`), and a name found once is found wherever it stands. Check digits: GB 11643-1999 for identity cards (ISO 7064,
MOD 11-2), ISO/IEC 7812-1 for bank cards.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import pgettext_lazy

from dundian.concerns import naming


class Kind(StrEnum):
    """What a span points with."""

    NAME = "name"
    MOBILE = "mobile"
    TELEPHONE = "telephone"
    ID_CARD = "id_card"
    BANK_CARD = "bank_card"
    PLATE = "plate"
    EMAIL = "email"
    WECHAT = "wechat"
    ADDRESS = "address"
    WORKER_NUMBER = "worker_number"


LABELS: dict[Kind, Promise] = {
    Kind.NAME: pgettext_lazy("identifying", "name"),
    Kind.MOBILE: pgettext_lazy("identifying", "mobile number"),
    Kind.TELEPHONE: pgettext_lazy("identifying", "telephone number"),
    Kind.ID_CARD: pgettext_lazy("identifying", "identity card"),
    Kind.BANK_CARD: pgettext_lazy("identifying", "bank card"),
    Kind.PLATE: pgettext_lazy("identifying", "number plate"),
    Kind.EMAIL: pgettext_lazy("identifying", "e-mail"),
    Kind.WECHAT: pgettext_lazy("identifying", "WeChat or QQ"),
    Kind.ADDRESS: pgettext_lazy("identifying", "home address"),
    Kind.WORKER_NUMBER: pgettext_lazy("identifying", "worker number"),
}
# What a mask says in the stored text; the text is Chinese whatever the reader's language is.
MASKS: dict[Kind, str] = {
    Kind.NAME: "〔姓名〕",
    Kind.MOBILE: "〔手机号〕",
    Kind.TELEPHONE: "〔电话〕",
    Kind.ID_CARD: "〔身份证号〕",
    Kind.BANK_CARD: "〔银行卡号〕",
    Kind.PLATE: "〔车牌号〕",
    Kind.EMAIL: "〔邮箱〕",
    Kind.WECHAT: "〔微信号〕",
    Kind.ADDRESS: "〔住址〕",
    Kind.WORKER_NUMBER: "〔工号〕",
}


@dataclass(frozen=True, order=True)
class Span:
    """`text[start:end]` likely identifies somebody."""

    start: int
    end: int
    kind: Kind


SURNAMES = (
    "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史"
    "唐费廉岑薛雷贺倪汤滕殷罗毕郝邬安常乐于时傅皮卞齐康伍余元卜顾孟平黄和穆萧尹姚邵湛汪祁毛禹狄米贝明臧计伏成戴谈宋茅庞熊纪舒屈"
    "项祝董梁杜阮蓝闵席季麻强贾路娄危江童颜郭梅盛林刁钟徐邱骆高夏蔡田樊胡凌霍虞万支柯昝管卢莫经房裘缪干解应宗丁宣贲邓郁单杭洪包"
    "诸左石崔吉钮龚程嵇邢滑裴陆荣翁荀羊於惠甄曲家封芮羿储靳汲邴糜松井段富巫乌焦巴弓牧隗山谷车侯宓蓬全郗班仰秋仲伊宫宁仇栾暴甘钭厉"
    "戎祖武符刘景詹束龙叶幸司韶郜黎蓟薄印宿白怀蒲邰从鄂索咸籍赖卓蔺屠蒙池乔阴胥能苍双闻莘党翟谭贡劳逄姬申扶堵冉宰郦雍却璩桑桂濮"
    "牛寿通边扈燕冀郏浦尚农温别庄晏柴瞿阎充慕连茹习宦艾鱼容向古易慎戈廖庾终暨居衡步都耿满弘匡国文寇广禄阙东欧沃利蔚越夔隆师巩厍聂"
    "晁勾敖融冷訾辛阚那简饶空曾毋沙养鞠须丰巢关蒯相查后荆红游竺权盖益桓公肖付代闫覃阳尧涂仝佟岳苟帅撒展覃晋楚海逯商牟佘伯赏墨哈"
)
COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|独孤|南宫|西门|司徒|司空|示例"
NAMED = rf"(?:(?:{COMPOUND})[\u4e00-\u9fa5]{{1,2}}|[{SURNAMES}][\u4e00-\u9fa5]{{1,2}})"
# A name of three characters may have swallowed the word after it.
SWALLOWED = "的是在有和与，说要想被把从到对就也都来去做干工今已没不电手身住家年男女反联于为因给让给向"
MINORITY = r"[\u4e00-\u9fa5]{1,5}[·•‧・][\u4e00-\u9fa5]{1,6}(?:[·•‧・][\u4e00-\u9fa5]{1,6})?"
INTRODUCED = (
    r"(?:我(?:的名字)?叫(?:做)?|我的名字是|我是|本人|名叫|名字叫(?:做)?|(?:真实)?姓名(?:是|为)?|联系人(?:是|为)?|投诉人|申请人|反映人(?:是|为)?|"
    r"(?:工友|同事|员工|职工|骑手|师傅|老公|丈夫|妻子|爱人|老婆|父亲|母亲|儿子|女儿)(?:叫|名叫|是)|署名)"
)
# What follows “我是” without being a name: 我是骑手, 我是自贡…的职工.
NOT_NAMES = re.compile(
    r"^(?:[^，。,]{0,1}(?:工|手|员|师|人|的|班|组|厂|司)|(?:单位|公司|工会|车间|一名|一个|这里|这个|现在|今年|去年|刚|从|在|来|去|做|干|送|"
    r"新|老|安全|安装|农民|农村|外地|本地|代表|全体|全厂|全村|高温|平时|平台|和|干|时|应该|都|经常|常年|那|能|能否|于|成都|自贡|乐山|广元|"
    r"国企|双职|家政|家里|家属|向|边|连|通过|管|水|花|经|马上|方便|包|关于|满|房|成|须|农|计|单|和))"
)
DIGIT = r"[0-9０-９]"
GAP = r"[\s\-－—_.·]?"
CHINESE_DIGITS = str.maketrans("０１２３４５６７８９ｘＸ", "0123456789xX")


def _digits(text: str) -> str:
    return "".join(c for c in text.translate(CHINESE_DIGITS) if c.isascii() and (c.isdigit() or c in "xX"))


def _is_id_card(text: str) -> bool:
    number = _digits(text).upper()
    if len(number) == 15:
        return _is_date("19" + number[6:12])
    if len(number) != 18 or not number[:17].isdigit() or not _is_date(number[6:14]):
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    total = sum(int(d) * w for d, w in zip(number[:17], weights, strict=True))
    return number[17] == "10X98765432"[total % 11]


def _is_date(eight: str) -> bool:
    year, month, day = int(eight[:4]), int(eight[4:6]), int(eight[6:])
    return 1900 <= year <= 2100 and 1 <= month <= 12 and 1 <= day <= 31


def _is_bank_card(text: str) -> bool:
    number = _digits(text)
    if not 16 <= len(number) <= 19 or number[0] not in "34569":
        return False
    doubled = (int(d) * (1 + place % 2) for place, d in enumerate(reversed(number)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def _always(_text: str) -> bool:
    return True


D = r"[0-9０-９零〇一幺二三四五六七八九]"
Rule = tuple[Kind, re.Pattern[str], Callable[[str], bool]]
# In this order: what an earlier rule took, a later one cannot take.
RULES: tuple[Rule, ...] = (
    (Kind.EMAIL, re.compile(r"[A-Za-z0-9._%+\-]+[@＠][A-Za-z0-9\-]+(?:[.．][A-Za-z0-9\-]+)+"), _always),
    (
        Kind.ID_CARD,
        re.compile(rf"(?<!{DIGIT}){DIGIT}{{6}}{GAP}{DIGIT}{{8}}{GAP}{DIGIT}{{3}}[0-9０-９xXｘＸ](?!{DIGIT})"),
        _is_id_card,
    ),
    (Kind.ID_CARD, re.compile(rf"(?<!{DIGIT}){DIGIT}{{15}}(?!{DIGIT})"), _is_id_card),
    # Called by its name it is one, also with a wrong sign in it.
    (
        Kind.ID_CARD,
        re.compile(
            rf"身份证(?:件)?(?:号码?)?(?:是|为)?[\s:：]*(?P<what>{DIGIT}{{14,17}}[0-9０-９xXｘＸ])(?!{DIGIT})"
        ),
        _always,
    ),
    (
        Kind.BANK_CARD,
        re.compile(
            rf"(?:银行卡号?|工资卡号?|卡号|[账帐]号)(?:是|为)?[\s:：]*(?P<what>{DIGIT}(?:[\s\-]?{DIGIT}){{11,18}})(?!{DIGIT})"
        ),
        _always,
    ),
    (
        Kind.BANK_CARD,
        re.compile(
            rf"(?<!{DIGIT}){DIGIT}{{4}}(?:[\s\-]?{DIGIT}{{4}}){{3}}(?:[\s\-]?{DIGIT}{{1,3}})?(?!{DIGIT})"
        ),
        _is_bank_card,
    ),
    (
        Kind.WECHAT,
        re.compile(
            r"(?:微信号?|(?<![A-Za-z])(?:[Vv][Xx]|[Ww][Xx]|[Ww]e[Cc]hat|[Qq]{2})|扣扣|QQ号)(?:号码|账号|号|同号|是|为)?[\s:：]*"
            r"(?P<what>[A-Za-z0-9][A-Za-z0-9_\-]{4,19})"
        ),
        _always,
    ),
    (
        Kind.MOBILE,
        re.compile(
            rf"(?<!{DIGIT})(?:[+＋]?(?:86|８６){GAP})?[1１一幺][3-9３-９三四五六七八九]{D}(?:{GAP}{D}){{8}}(?!{DIGIT})"
        ),
        _always,
    ),
    (
        Kind.TELEPHONE,
        re.compile(
            rf"(?<!{DIGIT})[（(]?0{DIGIT}{{2,3}}[）)]?[\s\-－—]?[2-9]{DIGIT}{{6,7}}(?:[\s\-转]{{1,2}}{DIGIT}{{1,4}})?(?!{DIGIT})"
        ),
        _always,
    ),
    (
        Kind.TELEPHONE,
        re.compile(
            rf"(?:座机|固话|家里电话|打电话|电话)(?:号码|是|为)?[\s:：]*(?P<what>[2-9]{DIGIT}{{6,7}})(?!{DIGIT})"
        ),
        _always,
    ),
    (
        Kind.PLATE,
        re.compile(
            r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼使领][A-HJ-NP-Za-hj-np-z][\s·•]?"
            r"(?:[A-HJ-NP-Za-hj-np-z0-9]{4}[A-HJ-NP-Za-hj-np-z0-9挂学警港澳]|[DFdf][A-Za-z0-9]\d{4}|\d{5}[DFdf])(?![A-Za-z0-9])"
        ),
        _always,
    ),
    (
        Kind.WORKER_NUMBER,
        re.compile(
            r"(?:工号|员工(?:编号|号)|职工(?:编号|号)|工牌号?|胸牌号?|骑手(?:编号|号|ID|id))(?:码)?(?:是|为)?[\s:：]*(?P<what>[A-Za-z0-9０-９][A-Za-z0-9０-９\-]{1,19})"
        ),
        _always,
    ),
    (
        Kind.ADDRESS,
        re.compile(
            r"(?:(?<=住在)|(?<=家住)|(?<=住址)|(?<=地址)|(?<=住)|(?<=租在)|(?<=[，。；、,;：:\s])|^)[:：是为]?"
            r"[\u4e00-\u9fa5A-Za-z0-9０-９]{0,24}?"
            r"[0-9０-９A-Za-z一二三四五六七八九十]{1,5}(?:号院|号楼|号|栋|幢|座|楼|单元|组)"
            r"[\u4e00-\u9fa5A-Za-z0-9０-９\-]{0,10}?[0-9０-９A-Za-z]{1,6}(?:室|号房|房间|房|号宿舍|宿舍|寝室|户|铺|床)"
        ),
        _always,
    ),
    (
        Kind.ADDRESS,
        re.compile(
            r"(?:住在|家住|我住|住址(?:是|为)?|家庭地址|现住|租住(?:在|于)?|租在)[:：\s]*"
            r"(?P<what>[\u4e00-\u9fa5A-Za-z0-9０-９\-]{2,30}?[0-9０-９一二三四五六七八九十]{1,6}(?:号楼|号|栋|幢|室|组|单元|房)(?:[\u4e00-\u9fa50-9０-９\-]{0,8}[0-9０-９]{1,6}(?:室|号|房)?)?)"
        ),
        _always,
    ),
    (Kind.NAME, re.compile(rf"{INTRODUCED}[\s:：]*(?P<what>{MINORITY})"), _always),
    (Kind.NAME, re.compile(rf"{INTRODUCED}[\s:：]*(?P<what>{NAMED})"), _always),
    (
        Kind.NAME,
        re.compile(rf"(?:我|本人|免贵)姓(?P<what>[{SURNAMES}])(?![\u4e00-\u9fa5]{{0,1}}氏)"),
        _always,
    ),
    (
        Kind.NAME,
        re.compile(
            rf"(?:工人|职工|员工|工友|同事|骑手|司机|女工)(?P<what>{NAMED})(?=反映|说|受伤|被|家|因|向|来电|称|（|\()"
        ),
        _always,
    ),
    (
        Kind.NAME,
        re.compile(
            rf"(?:^|[，。；、,;：:\s])(?P<what>{NAMED})(?=[（(，,\s:：]*(?:男|女|电话|手机|身份证|〔))"
        ),
        _always,
    ),
)


def _trimmed(text: str, start: int, end: int) -> int:
    """Where a name of three characters really ends: its last may be the next word's first."""
    return end - 1 if end - start == 3 and text[end - 1] in SWALLOWED else end


def _named(text: str, start: int, end: int) -> int | None:
    """The end of the name that begins at `start`; None when it is none."""
    if any(c in "·•‧・" for c in text[start:end]):
        return end
    end = _trimmed(text, start, end)
    if end - start == 2 and text[end - 1] in SWALLOWED:
        return None
    # The words that are no names are judged with what stands after them.
    return None if NOT_NAMES.match(text[start : end + 2]) else end


def find(text: str) -> list[Span]:
    """All spans in order; none overlaps another."""
    found: list[Span] = []
    for kind, pattern, holds in RULES:
        for match in pattern.finditer(text):
            group = "what" if "what" in pattern.groupindex else 0
            start, end = match.span(group)
            if kind is Kind.NAME and end - start > 1:
                trimmed = _named(text, start, end)
                if trimmed is None:
                    continue
                end = trimmed
            if holds(text[start:end]) and _free(found, start, end):
                found.append(Span(start, end, kind))
    for start, end in naming.names(text):
        if _free(found, start, end):
            found.append(Span(start, end, Kind.NAME))
    return sorted([*found, *_again(text, found)])


def _free(found: Iterable[Span], start: int, end: int) -> bool:
    return not any(s.start < end and start < s.end for s in found)


def _again(text: str, found: list[Span]) -> list[Span]:
    """The names found, wherever else they stand; the longest first, so that none is cut by a shorter one."""
    named = {text[s.start : s.end] for s in found if s.kind is Kind.NAME and s.end - s.start > 1}
    more: list[Span] = []
    for name in sorted(named, key=lambda name: (-len(name), name)):
        for match in re.finditer(re.escape(name), text):
            if _free([*found, *more], *match.span()):
                more.append(Span(*match.span(), Kind.NAME))
    return more


def mask(text: str, spans: Iterable[Span] | None = None) -> str:
    """The text with each span replaced by its kind."""
    parts, at = [], 0
    for span in sorted(find(text) if spans is None else spans):
        parts += [text[at : span.start], MASKS[span.kind]]
        at = span.end
    return "".join([*parts, text[at:]])


def kinds(text: str) -> list[str]:
    """The kinds found, in words, each once."""
    return [str(LABELS[kind]) for kind in dict.fromkeys(span.kind for span in find(text))]
