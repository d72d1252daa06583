"""The same day and the same posting as in the tests of work on site."""

from dundian.fieldwork.tests.conftest import _midsummer, posting

__all__ = ["_midsummer", "posting"]
