"""Pages of no single room, a module for each."""
