"""Registration: BootNotification until the central system accepts (BOOT-1 to BOOT-14)."""

from collections.abc import Callable
from dataclasses import dataclass
from random import Random
from typing import Any

from motown.simulator.backoff import Backoff
from motown.simulator.clock import ChargePointClock
from motown.simulator.configuration import Configuration
from motown.simulator.errors import NoAnswer, Unintelligible
from motown.simulator.link import BOOT, Link
from motown.simulator.observing import Observer
from motown.simulator.profile import Profile
from motown.soap.faults import ServiceFault

FIRST_SECONDS, CEILING_SECONDS = 60.0, 900.0
"""BOOT-6: where the central system gives no interval."""
ACCEPTED = "Accepted"


@dataclass(slots=True)
class Equipment:
    """What BootNotification tells of the charge point; lengths are those both versions allow (LEN-1)."""

    vendor: str
    model: str
    serial_number: str
    firmware_version: str

    def told(self) -> dict[str, str]:
        """The fields of the message."""
        return {"chargePointVendor": self.vendor[:20], "chargePointModel": self.model[:20],
                "chargePointSerialNumber": self.serial_number[:25], "chargeBoxSerialNumber": self.serial_number[:25],
                "firmwareVersion": self.firmware_version[:20], "meterType": "simulated",
                "meterSerialNumber": self.serial_number[:25]}


class Registration:
    """Boots; ``accepted`` is called when the charge point has become registered."""

    def __init__(self, link: Link, clock: ChargePointClock, profile: Profile, *, configuration: Configuration,
                 random: Random, accepted: Callable[[], None], observer: Observer | None = None) -> None:
        self._link, self._clock, self._configuration, self._random = link, clock, configuration, random
        self._accepted, self._observer = accepted, observer or Observer()
        self._backoff = Backoff(random, FIRST_SECONDS, CEILING_SECONDS)
        self.equipment = Equipment(profile.vendor, profile.model, link.identity, profile.firmware_version)

    async def run(self) -> None:
        """Boot until accepted, at an interval that floods nobody (BOOT-5, BOOT-6, BOOT-14)."""
        while True:
            try:
                answer = await self.boot()
            except (NoAnswer, Unintelligible, ServiceFault):
                await self._clock.sleep(self._backoff.wait())
                continue
            if answer.status == ACCEPTED:
                return
            await self._clock.sleep(self._wait(answer.heartbeatInterval))

    async def boot(self) -> Any:
        """One BootNotification; its answer.  Raises NoAnswer, Unintelligible, ServiceFault."""
        answer = await self._link.ask(BOOT, self.equipment.told())
        self._observer.happened(self._link.identity, f"boot {answer.status}")
        if answer.status == ACCEPTED:
            self._adopt(answer)
        else:
            self._link.unregister()
        return answer

    def _adopt(self, answer: Any) -> None:
        """Take the interval and the time over (BOOT-9, BOOT-10); all may be said from now on."""
        self._backoff.reset()
        self._clock.adopt(answer.currentTime)
        if answer.heartbeatInterval and answer.heartbeatInterval > 0:
            self._configuration.set("HeartBeatInterval", str(answer.heartbeatInterval))
        self._link.register()
        self._accepted()

    def _wait(self, told: int | None) -> float:
        """Seconds to the next try: as told by the rejection, never sooner, else our own back-off (BOOT-6)."""
        if told and told > 0:
            self._backoff.reset()
            return told * self._random.uniform(1, 1.1)
        return self._backoff.wait()
