"""Names of people who do not exist: a surname with a plant and a landscape, in an order fixed by the seed."""

import random
from collections.abc import Iterator

SURNAMES = (
    "赵钱孙李周吴郑王冯陈蒋沈韩杨朱秦许何吕施张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛范彭郎鲁韦昌马苗凤花方"
)
FIRST = "禾桐榆棠荻蕨茗芷葵蓼樟楠枫桉柚橙莓薯麦粟"
SECOND = "苗芽叶枝露雾虹晴岚霁溪泉坡坝梯垄穗籽芯谷"


def names(seed: int) -> Iterator[str]:
    """Endless, each name once."""
    chance = random.Random(seed)  # noqa: S311 - plausible variety, no secret
    pairs = [(a, b) for a in FIRST for b in SECOND]
    given = set()
    while True:
        a, b = chance.choice(pairs)
        name = f"{chance.choice(SURNAMES)}{a}{b}"
        if name not in given:
            given.add(name)
            yield name
