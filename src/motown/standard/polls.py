"""How many long polls each party has open: each costs memory, so they are bounded (requirement MT-POL-03)."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from motown.domain.errors import Kind, Refused

MOST = 2000
"""Of one party; the standard wants 100 at least."""
RETRY_SECONDS = 5


class Polls:
    """Counts them."""

    def __init__(self, most: int = MOST) -> None:
        self._most, self._open = most, Counter[str]()

    @property
    def waiting(self) -> int:
        """How many there are of all parties."""
        return self._open.total()

    @contextmanager
    def one_more(self, party_id: str) -> Iterator[None]:
        """While this is open there is one more."""
        if self._open[party_id] >= self._most:
            raise Refused(f"{self._most} requests of {party_id} wait already: end some first", Kind.TOO_MANY,
                          retry_after_seconds=RETRY_SECONDS)
        counted = self._open
        counted[party_id] += 1
        try:
            yield
        finally:
            counted[party_id] -= 1
            if not counted[party_id]:
                del counted[party_id]
