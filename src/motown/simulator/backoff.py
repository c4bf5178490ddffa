"""How long to wait before trying again: longer each time, never exactly as long as everybody else."""

from random import Random

SPREAD = 0.2
"""Waits differ by up to a fifth either way, so that charge points that failed together do not return together."""


class Backoff:
    """Waits in seconds: ``first``, then double, up to ``ceiling``, each with jitter (BOOT-6, OFF-7)."""

    def __init__(self, random: Random, first: float, ceiling: float) -> None:
        self._random, self._first, self._ceiling = random, first, ceiling
        self._next = first

    def wait(self) -> float:
        """Seconds to wait now."""
        wait, self._next = self._next, min(self._next * 2, self._ceiling)
        return wait * self._random.uniform(1 - SPREAD, 1 + SPREAD)

    def reset(self) -> None:
        """It worked: start small again."""
        self._next = self._first
