"""Who may do what to documents.

A document belongs to the federation that issued it. The office there and the offices above see, issue and withdraw
it; leaders see those of their area. A dispatch notice goes down: offices, leaders, departments and the cadres sent
see the notices of every federation above them, whatever else those keep. Host unions and administrators see none.
"""

from dundian.org.access import FIELD, grant
from dundian.org.models import Role

grant([Role.OFFICE], "document", "view", "issue", "withdraw")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT], "document", "view")
grant([Role.OFFICE, Role.LEADER, *FIELD, Role.DEPARTMENT], "document", "receive")
