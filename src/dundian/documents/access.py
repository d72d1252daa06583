"""Who may do what to documents.

A document belongs to the federation that issued it. The office there and the offices above see, issue and withdraw
it; leaders see those of their area. Kinds that are sent down (notices, plans, bulletins, decisions …) go down:
offices, leaders, departments and the cadres sent see those of every federation above them, whatever else those keep.
Host unions and administrators see none.

A draft is made by the office, reviewed by another person of the office, of an office above, or by a leader in charge
of the federation; nobody approves what they drafted. Units asked to countersign see it from then on; their office,
leaders and handlers may answer for them. The office numbers and issues.

Templates are the office's own matter.
"""

from dundian.org.access import FIELD, grant
from dundian.org.models import Role

grant([Role.OFFICE], "document", "view", "issue", "withdraw")
grant([Role.LEADER, *FIELD, Role.DEPARTMENT], "document", "view")
grant([Role.OFFICE, Role.LEADER, *FIELD, Role.DEPARTMENT], "document", "receive")
grant([Role.OFFICE], "draft", "view", "change", "review", "countersign")
grant([Role.LEADER], "draft", "view", "review", "countersign")
grant([Role.DEPARTMENT], "draft", "countersign")
grant([Role.OFFICE], "letter_template", "view", "change")
