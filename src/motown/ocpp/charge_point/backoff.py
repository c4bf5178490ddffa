"""How long to wait until a charge point is called again."""

from random import Random

SPREAD = 0.2
"""The share of the time by which charge points that failed together are drawn apart."""


def retry_seconds(attempt: int, first_seconds: float, longest_seconds: float, random: Random) -> float:
    """After attempt 1, 2, ...: twice as long each time, up to a limit, and at random a little less."""
    full = min(longest_seconds, first_seconds * 2.0 ** min(attempt - 1, 62))
    return full * (1 - SPREAD * random.random())
