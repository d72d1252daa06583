"""Pages of the data interface."""
