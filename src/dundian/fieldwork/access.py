"""Who may do what with tasks, logs, reports and leave.

A site's work is seen by the office and the leader in whose area it lies, by the team at the site, and by the host
union, which sees tasks and the text of logs, but neither photos nor ledgers nor reports nor leave. Departments and the
three administrators see none of it.

Tasks are kept by the office and the team. Logs are written only by those stationed at the site, each for their own
days; the author corrects a log, and so does the team leader. The team drafts its report, the team leader submits it,
the office or the leader in charge accepts it or returns it, and never whoever submitted it. A cadre asks for leave; the
team leader or the office answers, and nobody their own request.
"""

from dundian.org.access import FIELD, grant
from dundian.org.models import Role

OVERSEEING = (Role.OFFICE, Role.LEADER)

grant([*OVERSEEING, *FIELD, Role.HOST], "task", "view")
grant([Role.OFFICE, *FIELD], "task", "add", "change", "finish")
grant([*OVERSEEING, *FIELD, Role.HOST], "log", "view")
grant(FIELD, "log", "add")
grant([Role.TEAM_LEADER], "log", "change")
grant([*OVERSEEING, *FIELD], "photo", "view")
grant([*OVERSEEING, *FIELD], "ledger", "view")
grant([*OVERSEEING, *FIELD], "report", "view")
grant(FIELD, "report", "draft")
grant([Role.TEAM_LEADER], "report", "submit")
grant(OVERSEEING, "report", "accept")
grant([*OVERSEEING, Role.TEAM_LEADER], "leave", "view")
grant(FIELD, "leave", "ask")
grant([Role.OFFICE, Role.TEAM_LEADER], "leave", "answer")
