"""Titles over several lines."""

import pytest

from dundian.documents.titles import NEVER_FIRST, NEVER_LAST, title_lines, wide

ORGAN = "盐都市总工会"


@pytest.mark.parametrize(
    ("title", "told"),
    [
        ("关于做好蹲点干部服务保障的通知", ["关于做好蹲点干部服务保障的通知"]),
        (
            "盐都市总工会关于2024年蹲点工作“回头看”情况的报告",
            [ORGAN, "关于2024年蹲点工作“回头看”情况的报告"],
        ),
        (
            "盐都市总工会关于2024年第二季度蹲点工作督查情况的通报",
            [ORGAN, "关于2024年第二季度", "蹲点工作督查情况的通报"],
        ),
        (
            "盐都市总工会关于印发《2024年工会干部赴基层蹲点工作方案》的通知",
            [ORGAN, "关于印发《2024年工会干部", "赴基层蹲点工作方案》的通知"],
        ),
        (
            "2024年全市工会干部赴基层蹲点工作推进会会议纪要",
            ["2024年全市工会干部赴基层", "蹲点工作推进会会议纪要"],
        ),
    ],
)
def test_lines_break_between_words(title: str, told: list[str]) -> None:
    assert title_lines(title, ORGAN).split("\n") == told


@pytest.mark.parametrize("title", ["的" * 70, "“" * 41, "A" * 200, "一" * 200, "总工会 " * 30])
def test_whatever_is_typed_stays_whole(title: str) -> None:
    lines = title_lines(title, ORGAN).split("\n")
    assert "".join(lines) == title


def test_no_line_is_too_long_or_begins_badly() -> None:
    lines = title_lines("关于开展“四不两直”抽查情况和下一步整改工作安排的情况通报（第二季度）").split("\n")
    assert all(wide(line) <= 20 for line in lines)
    assert not any(line[0] in NEVER_FIRST or line[-1] in NEVER_LAST for line in lines)
