"""Pages of the room; axes finds `locked_out` here."""

from dundian.accounts.views.sign_in import locked_out

__all__ = ["locked_out"]
