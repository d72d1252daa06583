"""Forms of the room, and the two fields that every room chooses units and people with."""

from dundian.org.forms.fields import PersonField, UnitField, UserField

__all__ = ["PersonField", "UnitField", "UserField"]
