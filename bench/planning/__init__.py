"""`make bench-planning`: see `__main__`."""
