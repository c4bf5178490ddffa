"""``motown serve --demo``: three simulated charge points that charge in a loop at the server just started."""

import logging
from typing import Any

from twisted.internet.defer import Deferred, gatherResults

from motown.config import Settings
from motown.domain import commands
from motown.domain.errors import Refused
from motown.domain.ids import ChargePointId, IdTag, folded
from motown.simulator.options import Options
from motown.simulator.profile import Profile
from motown.simulator.simulation import Simulation

log = logging.getLogger("motown.demo")
PREFIX = "DEMO"
SESSIONS_A_MINUTE = 2.0
EQUIPMENT = Profile(keys={"MeterValueSampleInterval": "5"})
"""Meter values every 5 seconds, so that a session of half a minute has some."""
LOOPBACK = "loopback"
NOTE = "of the demonstration"


def near(settings: Settings) -> Settings:
    """The same settings, but for charge points on this machine: they may be called here."""
    ocpp = settings.addon("ocpp") if "ocpp" in settings.enabled else None
    if ocpp is None or LOOPBACK in ocpp.allowed_networks:
        return settings
    wider = ocpp.model_copy(update={"allowed_networks": (*ocpp.allowed_networks, LOOPBACK)})
    return settings.model_copy(update={"ocpp": wider})


def start(server: Any, addresses: list[str]) -> None:
    """Register the charge points and their idTags, then switch them on; they go when the server goes."""
    url = next((f"{one}/ocpp" for one in addresses if one.startswith("http://")), None)
    if url is None:
        raise Refused("the demonstration needs an address without TLS: set http.listen")
    simulations = [Simulation(server.reactor, options) for options in planned(url)]
    asked = [server.registry.bus.execute(command) for options in planned(url) for command in registering(options)]

    def switch_on(_: Any) -> None:
        for one in simulations:
            Deferred.fromCoroutine(one.run()).addErrback(_failed)
            server.reactor.addSystemEventTrigger("before", "shutdown", one.stop)

    gatherResults(asked, consumeErrors=True).addCallback(switch_on).addErrback(_failed)


def planned(url: str) -> list[Options]:
    """DEMO-001 speaks OCPP 1.2, DEMO-002 and DEMO-003 speak 1.5."""
    return [_planned(url, "1.2", 1, ("DEMOTAG1",)), _planned(url, "1.5", 2, ("DEMOTAG2", "DEMOTAG3"))]


def _planned(url: str, version: str, first: int, tags: tuple[str, ...]) -> Options:
    return Options(url=url, version=version, prefix=PREFIX, first=first, count=len(tags), tags=tags,
                   rate=SESSIONS_A_MINUTE, profile=EQUIPMENT)


def registering(options: Options) -> list[commands.Command]:
    """What an operator would do before these charge points come.

    Their tags may have any number of transactions: those of the last demonstration may be open still.
    """
    accepted = [commands.AcceptChargePoint(charge_point_id=ChargePointId(one)) for one in options.identities]
    tags = [commands.PutIdTag(id_tag=IdTag(tag), key=folded(tag), max_concurrent=0, note=NOTE) for tag in options.tags]
    return [*accepted, *tags]


def _failed(failure: Any) -> None:
    log.error("the demonstration has ended: %s", failure.value)
