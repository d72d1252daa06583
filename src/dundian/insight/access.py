"""Who sees figures: offices, leaders and departments. Each figure counts only rows that the person may open.

How the mail server is doing, without a word of what is sent, the system administrator sees.
"""

from dundian.org.access import grant
from dundian.org.models import Role

grant([Role.OFFICE, Role.LEADER, Role.DEPARTMENT], "figure", "view")
grant([Role.SYSTEM_ADMIN], "mail_server", "view")
