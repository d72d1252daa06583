"""PostgreSQL, told before each statement how far it may see."""
