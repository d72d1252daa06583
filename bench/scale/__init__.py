"""A province at full size, and what its pages cost."""
