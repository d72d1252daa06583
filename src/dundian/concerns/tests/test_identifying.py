"""What points at somebody is found by its form, and what only looks like it is left alone."""

import time

import pytest

from dundian.concerns.identifying import Kind, find, mask


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我叫示例甲，电话13800001111，工资没发", "我叫〔姓名〕，电话〔手机号〕，工资没发"),
        ("联系 138 0000 1111 或 １３８００００１１１１", "联系 〔手机号〕 或 〔手机号〕"),
        ("打我电话一三八零零零零一一一一", "打我电话〔手机号〕"),
        ("身份证11010519491231002X", "身份证〔身份证号〕"),
        ("卡号4111 1111 1111 1111", "卡号〔银行卡号〕"),
        (
            "身份证号：110105194912310021",
            "身份证号：〔身份证号〕",
        ),  # mistyped by a sign, and still tells who it is
        ("工资卡6222021234567890000没到账", "工资卡〔银行卡号〕没到账"),
        ("开川C12345的车，电车川AD12345", "开〔车牌号〕的车，电车〔车牌号〕"),
        ("vx:lisi888，邮箱 a.b@example.com", "vx:〔微信号〕，邮箱 〔邮箱〕"),
        ("工号A00123，住在大安区同心路12号3栋502室", "工号〔工号〕，〔住址〕"),
        ("我姓王，联系人：欧阳小红", "我姓〔姓名〕，联系人：〔姓名〕"),
        ("姓名：阿布·吾力 座机0813-8123456", "姓名：〔姓名〕 座机〔电话〕"),
    ],
)
def test_found(text: str, masked: str) -> None:
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "我是骑手，平台扣钱",
        "我是安装工，工资拖欠3个月",
        "欠工资 13500 元，共 12 人，2024年6月15日",
        "高温津贴每天12元，请打12351或12345",
        "食堂2号窗口、一号车间3号机床",
        "编号110105194912310021",  # the check digit does not fit
        "单号4111111111111112",
        "王师傅和李主任都说没有",  # a surname and a post name nobody outside
        "司机高温天没有补贴，员工安全没有保障，老板单方面解除合同",
        "职工代表大会没开，职工养老金没交，员工何时能拿到钱",
        "沙石等材料堆在门口，车间主任和班长都不管",
    ],
)
def test_left_alone(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("我是三车间的王小样，加班费没发", "我是三车间的〔姓名〕，加班费没发"),
        ("问班长李样本，他说统一这样。李样本还骂人", "问班长〔姓名〕，他说统一这样。〔姓名〕还骂人"),
        ("站长张样扣钱，王样板主任也知道", "站长〔姓名〕扣钱，〔姓名〕主任也知道"),
        ("张三、李四和我三个人都没签合同", "〔姓名〕、〔姓名〕和我三个人都没签合同"),
        ("我和同事赵小样、钱小样被辞退", "我和同事〔姓名〕、〔姓名〕被辞退"),
        ("组长欧阳样样不发钱", "组长〔姓名〕不发钱"),
    ],
)
def test_names_are_known_by_what_stands_beside_them(text: str, masked: str) -> None:
    assert mask(text) == masked


def test_spans_tell_kind_and_place_and_long_texts_are_quick() -> None:
    text = "我叫示例甲，电话13800001111"
    assert [(text[s.start : s.end], s.kind) for s in find(text)] == [
        ("示例甲", Kind.NAME),
        ("13800001111", Kind.MOBILE),
    ]
    begun = time.perf_counter()
    for awkward in (
        "1" * 2000,
        "住" * 2000,
        "号" * 2000,
        "我叫" * 1000,
        "a@" * 1000,
        "12号" * 600,
        "张三、" * 700,
        "王" * 2000,
    ):
        mask(awkward)
    assert time.perf_counter() - begun < 3
