"""Whether the store can be written."""

import logging
from collections.abc import Callable

from motown.store.troubles import said

_log = logging.getLogger(__name__)


class Health:
    """Remembers whether the last attempt to write succeeded.

    While it did not, an attempt is made once a second and not for each unit of work: units are answered at once.
    """

    PROBE_SECONDS = 1.0

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock, self._tried_at = clock, 0.0
        self.last_error: str | None = None
        """Why it cannot be written; None while it can."""

    @property
    def writable(self) -> bool:
        """Whether the last attempt succeeded."""
        return self.last_error is None

    def may_try(self) -> bool:
        """Whether it is time for an attempt."""
        return self.writable or self._clock() - self._tried_at >= self.PROBE_SECONDS

    def failed(self, error: BaseException) -> None:
        """An attempt has failed."""
        if self.writable:
            _log.error("the store cannot be written: %s", said(error))
        self.last_error, self._tried_at = said(error), self._clock()

    def succeeded(self) -> None:
        """An attempt has succeeded."""
        if not self.writable:
            _log.warning("the store can be written again")
        self.last_error = None
