"""Notifications that come once and should arrive: those of diagnostics and firmware."""

from random import Random

from motown.simulator.backoff import Backoff
from motown.simulator.clock import ChargePointClock
from motown.simulator.errors import NoAnswer, NotRegistered, Unintelligible
from motown.simulator.link import Link
from motown.simulator.profile import Profile
from motown.soap.faults import ServiceFault


class Telling:
    """Sends a notification until it is answered; a fault is an answer (FLT-5)."""

    def __init__(self, link: Link, clock: ChargePointClock, profile: Profile, random: Random) -> None:
        self._link, self._clock, self._profile, self._random = link, clock, profile, random

    async def tell(self, operation: str, status: str) -> None:
        """Return when the central system has answered ``operation`` with this status."""
        backoff = Backoff(self._random, self._profile.retry_seconds, self._profile.retry_ceiling_seconds)
        while True:
            await self._link.ready()
            try:
                await self._link.ask(operation, {"status": status})
            except ServiceFault:
                return
            except NotRegistered:
                continue
            except (NoAnswer, Unintelligible):
                await self._clock.sleep(backoff.wait())
            else:
                return
