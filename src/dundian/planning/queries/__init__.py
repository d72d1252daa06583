"""Reading candidates, teams and dispatches."""

from dundian.planning.queries.candidates import (
    Filled,
    area_names,
    candidates_of,
    counties_of,
    quota_with,
    weaknesses_in,
    within_quota,
)
from dundian.planning.queries.conflicts import (
    Conflict,
    ConflictKind,
    conflicts,
    conflicts_of,
    of_sender,
    unready,
)
from dundian.planning.queries.people import busy_people, free_people, label_of, search_people
from dundian.planning.queries.teams import (
    Figures,
    figures_of,
    members_without_sign_in,
    other_places,
    sites_without_team,
    team_in_full,
    teams_of,
)

__all__ = [
    "Conflict",
    "ConflictKind",
    "Figures",
    "Filled",
    "area_names",
    "busy_people",
    "candidates_of",
    "conflicts",
    "conflicts_of",
    "counties_of",
    "figures_of",
    "free_people",
    "label_of",
    "members_without_sign_in",
    "of_sender",
    "other_places",
    "quota_with",
    "search_people",
    "sites_without_team",
    "team_in_full",
    "teams_of",
    "unready",
    "weaknesses_in",
    "within_quota",
]
