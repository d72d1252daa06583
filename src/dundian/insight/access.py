"""Who sees figures: offices, leaders and departments. Each figure counts only rows that the person may open."""

from dundian.org.access import grant
from dundian.org.models import Role

grant([Role.OFFICE, Role.LEADER, Role.DEPARTMENT], "figure", "view")
