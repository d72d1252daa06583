"""The second wall: row-level security beneath every room's own filter (docs/decisions/0021-second-wall.md).

`tables` says which rows the database shows to whom, `policies` makes SQL of it, `building` puts it up and looks
whether it stands.
"""

from dundian.config.wall.building import admit, build, stands

__all__ = ["admit", "build", "stands"]
