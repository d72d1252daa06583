"""What can go wrong with the embedded server, told so that a person can act on it."""


class PostgresFault(Exception):
    """The message is one sentence for the person at the terminal."""
