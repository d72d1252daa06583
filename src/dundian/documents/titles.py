"""Titles over several lines, broken where their sense allows (GB/T 9704-2012, 7.3.1): 词意完整，排列对称，长短适宜."""

from itertools import accumulate, pairwise
from math import ceil

FULL = 20  # signs of 二号 in a line of 156 mm
OPENS, CLOSES = "“‘《〈（〔「【", "”’》〉）〕」】"
NEVER_FIRST = "的地得和与及、，。：；？！—·" + CLOSES
NEVER_LAST = "赴对将把在向与和及以为由从" + OPENS
INSIDE, AWKWARD = 40.0, 400.0  # what a break between marks, and before such a sign, weighs


def wide(text: str) -> float:
    """Width in Chinese signs: Latin letters and digits take little more than half of one, by the font."""
    return sum(0.6 if sign.isascii() else 1 for sign in text)


def title_lines(title: str, organ: str = "", full: int = FULL) -> str:
    """The title with line breaks: the organ on a line of its own, the rest in lines of nearly the same length."""
    title = str(title)
    if wide(title) <= full or "\n" in title:
        return title
    if organ and title.startswith(f"{organ}关于") and wide(str(organ)) <= full:
        return f"{organ}\n{title_lines(title.removeprefix(str(organ)), full=full)}"
    return "\n".join(_parted(title, full))


def _parted(title: str, full: int) -> list[str]:
    """The cheapest way to part it at the ends of words into as few lines as hold it, one more where words are long."""
    import rjieba  # loads a dictionary, which short titles need not wait for

    words = [str(word) for word in rjieba.cut(title)]
    ends = [0, *accumulate(len(word) for word in words)]
    depth = [0, *accumulate((sign in OPENS) - (sign in CLOSES) for sign in title)]
    least = ceil(wide(title) / full)
    for count in (least, least + 1):
        ideal = wide(title) / count
        best: dict[int, tuple[float, list[int]]] = {0: (0.0, [])}
        for line in range(count):
            reached: dict[int, tuple[float, list[int]]] = {}
            for start, (cost, breaks) in best.items():
                for end in ends if line < count - 1 else [len(title)]:
                    if end <= start or wide(title[start:end]) > full:
                        continue
                    worse = cost + (wide(title[start:end]) - ideal) ** 2 + _unsightly(title, end, depth)
                    if end not in reached or worse < reached[end][0]:
                        reached[end] = (worse, [*breaks, end])
            best = reached
        if len(title) in best:
            breaks = [0, *best[len(title)][1]]
            return [title[a:b] for a, b in pairwise(breaks)]
    return [title]


def _unsightly(title: str, end: int, depth: list[int]) -> float:
    if end == len(title):
        return 0.0
    return INSIDE * depth[end] + AWKWARD * (title[end] in NEVER_FIRST or title[end - 1] in NEVER_LAST)
