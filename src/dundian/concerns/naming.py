"""Names of people by what stands beside them: 班长李建国, 王芳主任, 我是三车间的王大力, 张三、李四和我.

Most surnames are words, or begin words, too. So a name is believed only beside a post, a relation, or the worker's own
“我是 … 的”; where it ends, the words that a dictionary cuts tell. A surname with a post (李主任, 王师傅) names nobody
who could be found from outside, and stays. Plain functions without a database.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

import rjieba

SURNAMES = frozenset(
    "王李张刘陈杨赵黄周吴徐孙胡朱林何郭马罗梁宋郑谢韩唐冯于董萧肖程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎闫余潘杜戴夏钟汪田任姜范方石姚"
    "谭廖邹熊金陆郝孔崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文庞樊兰殷施陶洪翟颜倪严牛温芦季俞章鲁葛伍韦申尤毕聂丛焦柳邢岳齐"
    "梅莫庄辛管祝左涂谷祁舒耿牟卜路詹关苗凌费纪靳盛童欧甄项曲成游阳裴席卫屈鲍位覃霍翁隋植甘景薄单包司柏宁柯阮桂闵解强柴华车冉房辜吉饶刁"
    "瞿戚丘古池滕晋苑邬臧畅宫苟褚廉简娄盖符奚木穆党燕郎邸冀谈姬连晏栾郁商蒙计喻揭窦迟宇敖糜鄢冷卓仇艾蓝巩井练仲乐虞卞封竺冼楚佟栗匡宗台巫"
    "鞠僧桑荆谌银明沙岑习胥保蔺示高白安边向花时查曾"
)
# These are words of their own far more often than surnames: a name must then be known as one.
SELDOM = frozenset("连谈高白安边向花时查曾成单保位明解于何车关计商简习")
COMPOUND = re.compile("欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|夏侯|端木|独孤|南宫|西门|示例")
POST = (
    "经理|董事长|厂长|主任|组长|班长|队长|站长|店长|部长|科长|处长|局长|院长|校长|园长|村长|镇长|乡长|区长|县长|市长|所长|行长|股长|会长|"
    "主管|领班|调度|调度员|主席|书记|委员|工程师|会计|出纳|医生|护士|老师|教师|教练|老板|老板娘|包工头|工头|工长|监工|保安|保洁|保洁员|司机|骑手|"
    "快递员|外卖员|文员|人事|财务|民警|律师|法官|仲裁员|师傅"
)
KIN = (
    "老公|丈夫|妻子|爱人|老婆|父亲|母亲|爸爸|妈妈|儿子|女儿|哥哥|弟弟|姐姐|妹妹|同事|同乡|老乡|工友|工人|女工|农民工|民工|职工|员工|劳模|学员|实习生|徒弟|"
    "负责人|联系人|代表|代表人|法人|房东|伤者|死者|患者|股东|举报人|受害人|当事人"
)
BEFORE = re.compile(rf"(?:(?<![市县区乡镇])(?:{POST})|{KIN})[：:\s]?$")
OWN = re.compile(r"(?:我|本人)(?:是|系)[^，。；！？,;\s]{1,16}的$")
WORKPLACE = re.compile("(?:车间|班组|工段|产线|流水线|仓库|食堂|宿舍|门卫|科室|质检|包装|装配|仓管)的?$")
AFTER = re.compile(rf"(?:{POST}|同志|先生|女士|阿姨|大姐|大哥)")
TITLE_ALONE = re.compile(
    rf"(?:某|总|工|师|家|氏|姓|副|校|院|厅|业|姐|哥|叔|婶|嫂|伯|婆|爷|妹|阿姨|先生|女士|小姐|警官|同志|{POST})"
)
COUNTED = re.compile(
    r"(?:和|与|跟|、)我|等(?:[数多余几两二三四五六七八九十百0-9]*(?:名|位|个)?(?:人|户|职工|工人|员工|同事|同志))|[两二三四五六七八九十几0-9]+(?:个人|人|名|位)"
)
LONGEST_LIST = 12
BETWEEN = "、和与跟同及"
# Begins the next word rather than ending a name.
NEXT = frozenset(
    "的是在有和与，说要想被把从到对就也都来去做干今已没不手身住家年男女反联为因给让向拿打骂扣问讲称叫同跟及等先才再又还却会能可将以找收发用于后前时里"
    "吃欠签写补领受退吼追赶堵拦推踢走带"
)
ENDS = re.compile(rf"$|[\s，。；、：,;:（）()]|[{''.join(sorted(NEXT))}]")
NO_NAME = re.compile(
    "全部|全体|管理|解决|解除|解释|关于|关心|关系|单位|单独|单纯|成立|成为|成了|成都|温度|温馨|文明|文化|文件|方便|方面|方式|任务|任何|常年|常常|常住|金额|"
    "江河|钱财|许可|许多|何时|何况|何以|于是|康复|易于|谢谢|严重|严格|严厉|严肃|保险|保障|保证|保护|保洁|保安|毛病|万元|万一|余下|余额|简单|简直|原来|明白|明确|明明|"
    "安全|安排|安装|安置|安居|高温|高峰|高级|计件|计时|计算|白天|白班|盖章|陈述|强制|强迫|强行|连续|连同|包括|包装|包吃|包住|包工|路上|路费|车间|车辆|车费|"
    "夏天|夏季|商量|商场|游客|顾客|顾问|党员|党委|党组|封闭|司机|位于|童工|季度|纪律|纪委|费用|关门|习惯|台账|凌晨|段时间|时间|项目|华侨|解聘|童年|代表|"
    "高兴|高薪|高达|高昂|高升|高考|高校|高新|高铁|高速|高血|养老|银行|明天|明年|查询|查看|温泉|施工|申请|申报|申诉|银保|马上|马路|石油|田地|林业|房子|房屋|房租|左右|牛奶|古代|曾经"
)


@dataclass(frozen=True)
class Word:
    at: int
    text: str
    kind: str

    @property
    def end(self) -> int:
        return self.at + len(self.text)

    @property
    def is_name(self) -> bool:
        """As the dictionary, or how its signs usually stand, has it."""
        return self.kind.startswith("nr")


def _words(text: str) -> list[Word]:
    found, at = [], 0
    for word, kind in rjieba.tag(text):
        found.append(Word(at, word, kind))
        at += len(word)
    return found


def names(text: str) -> Iterator[tuple[int, int]]:
    """Where each name begins and ends, in order."""
    words, last = _words(text), -1
    for i, word in enumerate(words):
        if word.at < last or not (word.text[0] in SURNAMES or COMPOUND.match(word.text)):
            continue
        end = _end(text, words, i)
        if end and _beside(text, words, i, end, last):
            yield word.at, end
            last = end


def _end(text: str, words: list[Word], i: int) -> int | None:
    """Where the name ends that may begin with this word; None when it is none."""
    word, after = words[i], words[i + 1] if i + 1 < len(words) else None
    longest = 4 if COMPOUND.match(word.text) else 3
    if len(word.text) == 1 or COMPOUND.fullmatch(word.text):
        if after is None or not _goes_on(after, 2) or not _may_follow(text, word, after):
            return None
        end = after.end
    elif word.is_name and len(word.text) <= longest:
        end = word.end
    else:
        return None
    nexts = next((w for w in words[i + 1 : i + 3] if w.at == end), None)
    if end - word.at == 2 and nexts and _goes_on(nexts, 1) and nexts.text not in NEXT:
        end = nexts.end
    if end - word.at > 2 and text[end - 1] in NEXT:
        end -= 1
    return end if _plausible(text[word.at : end], known=word.is_name) else None


def _may_follow(text: str, word: Word, after: Word) -> bool:
    """A surname cut off by the dictionary, and what may be the rest of a name."""
    if word.is_name or after.is_name or len(word.text) > 1 or len(after.text) == 1:
        return True
    return ENDS.match(text, after.end) is not None


def _goes_on(word: Word, longest: int) -> bool:
    return (
        len(word.text) <= longest
        and all("\u4e00" <= c <= "\u9fff" for c in word.text)
        and word.text[0] not in NEXT
    )


def _plausible(name: str, *, known: bool) -> bool:
    if len(name) < 2 or NO_NAME.match(name) or TITLE_ALONE.match(name[1:]):
        return False
    return name[1] not in "了的着过一不" and (known or name[0] not in SELDOM)


def _beside(text: str, words: list[Word], i: int, end: int, last: int) -> bool:
    start = words[i].at
    before, after = text[max(0, start - 24) : start], text[end : end + 6]
    if BEFORE.search(before) or OWN.search(before) or (end - start > 2 and WORKPLACE.search(before)):
        return True
    if last > 0 and last == start - 1 and text[last] in BETWEEN:
        return True
    if end - start > 2 and AFTER.match(after):
        return True
    return _counted(text, words, i, end)


def _counted(text: str, words: list[Word], i: int, end: int) -> bool:
    """A list of names before “和我” or “等三人”."""
    for _name in range(LONGEST_LIST):
        if COUNTED.match(text[end : end + 12]):
            return True
        if end >= len(text) or text[end] not in BETWEEN:
            return False
        i = next((k for k in range(i + 1, min(i + 6, len(words))) if words[k].at == end + 1), len(words))
        following = _end(text, words, i) if i < len(words) and words[i].text[0] in SURNAMES else None
        if following is None:
            return False
        end = following
    return False
