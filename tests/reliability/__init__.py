"""Real processes, really killed: what was acknowledged must be there afterwards."""
