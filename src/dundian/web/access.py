"""Who may do what in the pages of no single room.

Anybody, signed in or not, may send feedback and read the help. The system administrator answers feedback: at the top
of a tree all of it, beneath what people of the own units sent. Sign-ins are kept under the rights that `org.access`
grants.
"""

from dundian.org.access import grant
from dundian.org.models import Role

grant([Role.SYSTEM_ADMIN], "feedback", "view", "answer")
