"""What must never earn anything in an evaluation: activity, publicity, leaders' remarks.

The list of evidence sources is closed; this keeps the same things from coming in by another name, as the name of a
criterion or of an indicator. Named by the State's rules against “指尖上的形式主义” (December 2023, August 2024).
"""

import re

_WORDS = re.compile(
    "日志|天数|驻点时间|驻点时长|蹲点时长|出勤|签到|打卡|在线|登录|积分|活跃|点赞|转发|阅读量|浏览量|关注度|"
    "报道|宣传稿|稿件|刊发|刊登|投稿|信息采用|信息报送|简报|批示|肯定性|领导评价|表扬信|锦旗|"
    r"\blogs?\b|\bdays\b|check-?ins?|log-?ins?|online|publicity|articles?|press|likes?\b|remarks?\b|instructions?",
    re.IGNORECASE,
)


def counts_activity(name: str) -> bool:
    """Whether a name says that something is counted which is no result."""
    return _WORDS.search(name) is not None
