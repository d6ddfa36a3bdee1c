"""The one error by which every part of the lab says that it cannot go on (exit status 125)."""


class LabError(Exception):
    """What failed and what to do about it, in one sentence for the user."""
