"""Who may read the trail: the audit administrator, about the units in scope and nothing else.

The right itself ("view" and "verify" on "audit") is granted in `org.access`, which stands above this room.
"""

from dundian.audit_trail.readers import Reading


def chains_of(actor: Reading) -> list[int]:
    """The chains that hold entries in the actor's scope; chain 0 only for whoever stands at the top of a tree."""
    paths = actor.paths("verify", "audit")
    roots = {int(path.partition(".")[0]) for path in paths}
    return sorted(roots | ({0} if any("." not in path for path in paths) else set()))
