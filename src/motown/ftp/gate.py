"""Who may log in: one-time credentials, checked; who fails too often is turned away."""

import hmac
from collections import OrderedDict
from collections.abc import Callable
from datetime import datetime
from hashlib import sha256

import msgspec

from motown.addon import TransferCredential

WINDOW_SECONDS = 600.0
"""Failed logins are counted for so long, and who had too many is turned away for as long."""
MOST_ADDRESSES = 10_000
"""Addresses that are remembered; then the one is forgotten that failed longest ago."""
NO_SUCH = "Login incorrect"
EXPIRED = "This credential has expired; a new command brings a new one"
USED = "This credential has been used; a new command brings a new one"


class Gate:
    """Counts failed logins by address, and completed transfers by credential.  Used on the file server's thread."""

    def __init__(self, max_failed: int, clock: Callable[[], float], now: Callable[[], datetime]) -> None:
        self._max_failed, self._clock, self._now = max_failed, clock, now
        self._failed: OrderedDict[str, tuple[int, float]] = OrderedDict()
        self._completed: dict[str, tuple[int, datetime]] = {}

    def is_shut(self, address: str) -> bool:
        """Whether too many logins have failed from there."""
        count, since = self._failed.get(address, (0, 0.0))
        return count >= self._max_failed and self._clock() - since < WINDOW_SECONDS

    def failed(self, address: str) -> None:
        """A login has failed."""
        now = self._clock()
        count, since = self._failed.pop(address, (0, now))
        if now - since >= WINDOW_SECONDS:
            count = 0
        # from the one on that was too much, the time begins anew
        self._failed[address] = count + 1, now if count == 0 or count + 1 == self._max_failed else since
        if len(self._failed) > MOST_ADDRESSES:
            self._failed.popitem(last=False)

    def objection(self, credential: TransferCredential | None, secret: str) -> str | None:
        """Why the login is refused; None: it is not.  Only who knows the secret learns more than that."""
        digest = sha256(secret.encode("utf-8", "surrogatepass")).digest()
        if not hmac.compare_digest(digest, credential.secret_digest if credential else b"") or credential is None:
            return NO_SUCH
        return self.objection_to(credential)

    def objection_to(self, credential: TransferCredential) -> str | None:
        """Why the credential brings or fetches nothing more; None: it does."""
        if credential.expires_at <= self._now():
            return EXPIRED
        return None if self._latest(credential).is_open else USED

    def complete(self, credential: TransferCredential) -> int:
        """A file has been brought or fetched to the end; which one that is, 1 for the first."""
        count = self._latest(credential).completed + 1
        self.remember(credential.user_name, count, credential.expires_at)
        return count

    def remember(self, user_name: str, completed: int, expires_at: datetime) -> None:
        """So many are done by the credential, whatever the store says yet."""
        now = self._now()
        self._completed = {name: known for name, known in self._completed.items() if known[1] > now}
        self._completed[user_name] = completed, expires_at

    def _latest(self, credential: TransferCredential) -> TransferCredential:
        count, _ = self._completed.get(credential.user_name, (0, credential.expires_at))
        return msgspec.structs.replace(credential, completed=max(count, credential.completed))
