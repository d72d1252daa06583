"""Checks plans, whoever made them, from the problem alone and with no code of the solvers."""
