"""Passwords: argon2 hashes, checked off the reactor, remembered for a while, and slow for who guesses."""

import hashlib
import hmac
import secrets
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from ipaddress import ip_network
from typing import Any

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from twisted.internet.defer import DeferredLock

REMEMBERED_SECONDS = 300.0
FREE_FAILURES = 3
"""Wrong passwords from one address for one name before it is made to wait."""
LONGEST_WAIT_SECONDS = 8.0
FORGIVEN_SECONDS = 900.0
_ANY_NAME = "\0"
"""No name has it: where all failures of an address are counted together."""
MOST_KEPT = 10_000

HASHER = PasswordHasher(time_cost=2, memory_cost=47_104, parallelism=1)
"""argon2id at 46 MiB: what OWASP recommends (reliability W2)."""


def hashed(password: str) -> str:
    """What is kept of a password; takes some 50 ms, so never on the reactor or the writer thread."""
    return HASHER.hash(password)


def matches(password: str, password_hash: str) -> bool:
    """Whether the hash is this password's; as slow as ``hashed``."""
    try:
        return HASHER.verify(password_hash, password)
    except (VerificationError, InvalidHashError):
        return False


class Passwords:
    """Verifies passwords.  A right one is never refused: who guesses makes only the own address wait."""

    def __init__(self, in_thread: Callable[..., Awaitable[Any]], sleep: Callable[[float], Awaitable[Any]],
                 seconds: Callable[[], float], *, free_per_address: int | None = None,
                 make: Callable[[str], str] = hashed) -> None:
        """``in_thread(function, *args)`` runs off the reactor, ``sleep(seconds)`` waits.

        ``seconds()`` is a monotonic clock.  ``free_per_address``: after so many wrong passwords for whatever names an
        address waits too; None: it may try one name after the other.  ``make(password)`` hashes one.
        """
        self.in_thread, self.sleep, self.seconds = in_thread, sleep, seconds
        self.free_per_address, self._make = free_per_address, make
        self._secret = secrets.token_bytes(32)
        self._verified: OrderedDict[bytes, float] = OrderedDict()
        self._failures: OrderedDict[tuple[str, str], tuple[int, float]] = OrderedDict()
        self._turns: dict[str, DeferredLock] = {}

    async def hashed(self, password: str) -> str:
        """What is kept of a password; made off the reactor."""
        made: str = await self.in_thread(self._make, password)
        return made

    async def is_of(self, password: str, password_hash: str) -> bool:
        """Whether a password, of whomever, has this hash; counts as no attempt."""
        return bool(await self.in_thread(matches, password, password_hash))

    async def verify(self, address: str, name: str, password: str, password_hash: str) -> bool:
        """Whether the password is right; the answer comes later for an address that has guessed before."""
        memory, network = self._memory(name, password, password_hash), _network(address)
        if self._verified.get(memory, 0.0) > self.seconds():
            self._remember(memory)  # who goes on calling is never made to wait by those who guess
            return True
        if not (wait := self._wait(network, name)):
            return await self._is_right(memory, network, name, password, password_hash)
        await self.sleep(wait)
        turns = self._turns.setdefault(network, DeferredLock())
        await turns.acquire()
        try:
            return await self._is_right(memory, network, name, password, password_hash)
        finally:
            turns.release()
            if not turns.locked:
                self._turns.pop(network, None)

    async def _is_right(self, memory: bytes, network: str, name: str, password: str, password_hash: str) -> bool:
        """Check it.  Who has guessed before does so one at a time: a thousand guesses at once delay nobody else."""
        if self._verified.get(memory, 0.0) <= self.seconds():
            if not await self.in_thread(matches, password, password_hash):
                return False
            self._remember(memory)
        self._failures.pop((network, name), None)
        self._failures.pop((network, _ANY_NAME), None)
        return True

    def _remember(self, memory: bytes) -> None:
        _keep(self._verified, memory, self.seconds() + REMEMBERED_SECONDS)

    def _memory(self, name: str, password: str, password_hash: str) -> bytes:
        """A keyed hash: what is remembered is no help to who reads our memory; it changes with the stored hash."""
        text = f"{name}\0{password}\0{password_hash}".encode("utf-8", "surrogatepass")
        return hmac.new(self._secret, text, hashlib.sha256).digest()

    def _wait(self, network: str, name: str) -> float:
        """How long this attempt has to wait.  It counts as failed until it has succeeded: many at once gain nothing."""
        wait = self._counted(network, name, FREE_FAILURES)
        if self.free_per_address is not None:
            wait = max(wait, self._counted(network, _ANY_NAME, self.free_per_address))
        return wait

    def _counted(self, network: str, name: str, free: int) -> float:
        """One failure more, and the wait that so many are worth."""
        count, until = self._failures.get((network, name), (0, 0.0))
        count = count if until > self.seconds() else 0
        _keep(self._failures, (network, name), (count + 1, self.seconds() + FORGIVEN_SECONDS))
        if count < free:
            return 0.0
        return float(min(LONGEST_WAIT_SECONDS, 0.25 * 2 ** min(count - free, 10)))


def _network(address: str) -> str:
    """Who counts as one: an IPv4 address, or the /64 that one subscriber of IPv6 has for itself."""
    if ":" not in address:
        return address
    try:
        return str(ip_network((address.partition("%")[0], 64), strict=False))
    except ValueError:
        return address


def _keep(store: OrderedDict[Any, Any], key: Any, value: Any) -> None:
    store[key] = value
    store.move_to_end(key)
    while len(store) > MOST_KEPT:
        store.popitem(last=False)
