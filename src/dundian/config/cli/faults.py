"""Faults a person at the terminal can do something about."""


class Fault(Exception):
    """The message is printed in one line; the command ends with exit code 1."""
