"""One simulated charge point: its parts joined, and what a test or a scenario can make it do."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import replace
from random import Random
from typing import Any

from twisted.internet.defer import Deferred

from motown.http.roles import Clock
from motown.simulator.authorization import Authorization
from motown.simulator.availability import Availability
from motown.simulator.behaviour import EVERY, Behaviour, Behaviours
from motown.simulator.boot import Registration
from motown.simulator.clock import ChargePointClock, Tasks
from motown.simulator.commands import Command, Commands
from motown.simulator.configuration import Configuration
from motown.simulator.connectors import NO_ERROR, Connector, Connectors
from motown.simulator.data_transfer import DataTransfers
from motown.simulator.diagnostics import Diagnostics, report
from motown.simulator.driving import Driving
from motown.simulator.errors import NoAnswer, NotRegistered, Refused, Unintelligible
from motown.simulator.firmware import Firmware
from motown.simulator.heartbeat import Heartbeats
from motown.simulator.id_tags import IdTags
from motown.simulator.inbox import Inbox, Received
from motown.simulator.link import Link, Transport
from motown.simulator.messages import Messages
from motown.simulator.meter import Meter
from motown.simulator.profile import Profile
from motown.simulator.reach import Reach
from motown.simulator.remote import Remote
from motown.simulator.reservations import Reservations
from motown.simulator.reset import Resets
from motown.simulator.sampling import Values, meter_values
from motown.simulator.status import StatusNotifications
from motown.simulator.surroundings import Surroundings
from motown.simulator.telling import Telling
from motown.simulator.transaction_queue import TransactionQueue
from motown.simulator.transactions import Transaction, Transactions
from motown.simulator.transfers import Files, Transfers
from motown.simulator.versions import VERSIONS
from motown.soap.faults import ServiceFault

SETTLING_SECONDS = 0.2
"""Between two looks whether all has been told."""


class SimulatedChargePoint:
    """A charge point of OCPP 1.2 or 1.5.

    ``call`` carries a request to the central system and gives its answer, over any transport; it raises NoAnswer
    where there is none.  ``clock`` gives the time and all waiting (``twisted.internet.task.Clock`` in tests).
    The same ``random`` gives the same behaviour.
    """

    def __init__(self, identity: str, version: str, call: Transport, clock: Clock, *, profile: Profile | None = None,
                 random: Random | None = None, surroundings: Surroundings | None = None) -> None:
        self.identity, self.version = identity, VERSIONS[version]
        self.profile, around = replace(profile or Profile()), surroundings or Surroundings()
        self.observer = around.observer
        self.reach = Reach()
        self.behaviours = Behaviours(self.version, self.profile.behaviours)
        self.inbox = Inbox(self.profile.kept_commands)
        self.clock = ChargePointClock(clock, adopts=around.adopts_time)
        self.tasks = Tasks()
        """What outlives a reboot."""
        self.jobs = Tasks()
        """What does not."""
        self._registering: Deferred[None] | None = None
        random = random or Random(identity)
        self.messages = Messages(self.version, identity, url=around.url, address=around.address,
                                 quirks=self.profile.quirks, random=random)
        self.link = Link(identity, self.messages, call, self.clock, observer=self.observer, stopwatch=around.stopwatch)
        self.link.when_disowned = self._register
        self._make_state(random)
        self._make_manners(random)
        self._make_commands(random, around.files)

    def _make_state(self, random: Random) -> None:
        """What it knows and has."""
        profile, version = self.profile, self.version.name
        self.configuration = Configuration(version, self.identity, profile.keys)
        self.tags = IdTags(version, self.clock, capacity=profile.local_list_capacity,
                           has_cache=profile.has_cache)
        self.connectors = Connectors([
            Connector(number, Meter(random, power_w=profile.power_w, phases=profile.phases))
            for number in range(1, profile.connectors + 1)])
        self.queue = TransactionQueue(self.link, self.clock, profile, random, tasks=self.tasks,
                                      observer=self.observer)

    def _make_manners(self, random: Random) -> None:
        """What it does by itself, and what drivers can make it do."""
        profile, version = self.profile, self.version.name
        self.registration = Registration(self.link, self.clock, profile, configuration=self.configuration,
                                         random=random, accepted=self._accepted, observer=self.observer)
        self.heartbeats = Heartbeats(self.link, self.clock, self.configuration, tasks=self.jobs)
        self.statuses = StatusNotifications(version, self.link, self.clock, self.connectors, tasks=self.jobs)
        self.authorization = Authorization(self.link, self.tags, profile)
        self.availability = Availability(self.connectors, self._changed)
        self.reservations = Reservations(self.clock, self.connectors, self._changed, takes=profile.takes_reservations)
        self.transactions = Transactions(version, self.clock, profile, configuration=self.configuration,
                                         connectors=self.connectors, queue=self.queue, tags=self.tags)
        self.transactions.started, self.transactions.ended = self._taken, self._freed
        self.driving = Driving(self.connectors, authorization=self.authorization, reservations=self.reservations,
                               transactions=self.transactions, released=self._freed)

    def _make_commands(self, random: Random, files: Files) -> None:
        """What the central system can make it do."""
        clock, profile, telling = self.clock, self.profile, Telling(self.link, self.clock, self.profile, random)
        self.remote = Remote(clock, profile, configuration=self.configuration, connectors=self.connectors,
                             transactions=self.transactions, driving=self.driving, tasks=self.jobs)
        self.resets = Resets(clock, profile, transactions=self.transactions, queue=self.queue, tasks=self.tasks,
                             down=self._down, up=self._up)
        transfers = Transfers(self.identity, clock, profile, files, self.observer)
        self.diagnostics = Diagnostics(self.identity, clock, profile, transfers=transfers, telling=telling,
                                       tasks=self.jobs,
                                       report=lambda: report(self.connectors, self.tags, self.inbox))
        self.firmware = Firmware(clock, profile, availability=self.availability,
                                 equipment=self.registration.equipment, transfers=transfers, telling=telling,
                                 tasks=self.jobs, reboot=self.reboot)
        self.transfers = DataTransfers(self.link, profile)
        tables: list[Mapping[str, Command]] = [part.commands for part in (
            self.configuration, self.tags, self.availability, self.reservations, self.remote, self.resets,
            self.diagnostics, self.firmware, self.transfers)]
        self.commands = Commands(self.identity, self.version, profile, tables, inbox=self.inbox,
                                 observer=self.observer, is_ready=lambda: self.is_up and self.link.is_registered)

    def power_on(self) -> None:
        """Switch on: boot until accepted, then live by the rules (BOOT-1)."""
        self._up()

    def power_off(self) -> None:
        """Switch off for good: nothing is sent and nothing happens any more."""
        self._down()
        self.tasks.stop()

    def reboot(self) -> None:
        """End what runs, go down and come up again."""
        self.tasks.start(self.resets.reboot())

    @property
    def is_up(self) -> bool:
        """Whether it is switched on and not just rebooting."""
        return self.reach.is_up

    @property
    def is_reachable(self) -> bool:
        """Whether commands get through: not while it is switched off, rebooting or away."""
        return self.reach.is_given

    def go_away(self) -> None:
        """Be out of reach, both ways: commands find nobody, nothing is sent; what happens here goes on."""
        self.link.go_offline()
        self.reach.close()

    def come_back(self) -> None:
        """Be in reach again; what had to wait is sent."""
        self.reach.open()
        self.link.go_online()

    def behave(self, operation: str = EVERY, **behaviour: Any) -> None:
        """Answer ``operation`` so from now on: fields of ``Behaviour``; none of them: by the rules again.

        ``point.behave("Reset", status="Rejected")``, ``point.behave(delay_seconds=10)`` for all operations that have
        no behaviour of their own, ``point.behave("ClearCache", drops=True, times=1)``.  Raises ValueError.
        """
        self.behaviours.set(operation, Behaviour(**behaviour))

    def behave_well(self) -> None:
        """Answer all by the rules again."""
        self.behaviours.clear()

    def command(self, operation: str, request: Any) -> Mapping[str, Any]:
        """Take a command that did not come over HTTP: what the central system is answered; raises CommandFault."""
        self.inbox.add(Received(operation, request, self.clock.now()))
        return self.obey(operation, request, self.behaviours.take(operation))

    def obey(self, operation: str, request: Any, behaviour: Behaviour) -> Mapping[str, Any]:
        """Carry a command out, as far as ``behaviour`` wants it; raises CommandFault."""
        return self.commands.execute(operation, request, behaviour)

    def plug_in(self, connector: int) -> None:
        """A driver plugs the cable in: a remote start that waits for it goes on."""
        self.remote.plug_in(connector)

    def plug_out(self, connector: int) -> None:
        """A driver pulls the cable: what charges there ends, without a tag."""
        self.remote.plug_out(connector)

    async def settled(self) -> None:
        """Return when the queue is empty, no request is under way, and what a bad line swallowed has been made up for.

        A Heartbeat finds out whether the line is good again.  May take for ever: the caller has to limit it.
        """
        while True:
            await self.queue.empty()
            await self.link.idle()
            if self.link.is_up or not self.link.is_registered:
                return
            with suppress(NoAnswer, NotRegistered, Unintelligible, ServiceFault):
                await self.heartbeat()
            await self.clock.sleep(SETTLING_SECONDS)

    async def boot(self) -> Any:
        """Send one BootNotification; its answer, by which the charge point lives from now on."""
        self.reach.rise()
        return await self.registration.boot()

    async def heartbeat(self) -> Any:
        """Send a Heartbeat, as after an SMS (HB-7); its answer."""
        return await self.heartbeats.beat()

    async def authorize(self, tag: str) -> Any:
        """Send Authorize whatever the list knows; its answer."""
        return await self.authorization.ask(tag)

    async def start(self, connector: int, tag: str) -> Transaction:
        """A driver shows a tag and plugs in; returns when StartTransaction is settled.  Raises Refused."""
        transaction = await self.driving.start(connector, tag)
        if transaction.start:
            await transaction.start.done()
        return transaction

    async def meter(self, connector: int = 1, values: list[Values] | None = None) -> bool:
        """Send MeterValues, of now if none are given; whether they were acknowledged."""
        transaction = self.transactions.on(connector)
        if transaction is not None:
            return await self.transactions.meter(transaction, values).done()
        if values is None:
            values = [self.transactions.sampling.read(self.connectors[connector - 1])]
        await self.link.ask("MeterValues", meter_values(self.version.name, connector, values, None))
        return True

    async def stop(self, connector: int = 1, tag: str | None = None) -> bool:
        """The driver leaves, showing a tag or not; whether StopTransaction was acknowledged.  Raises Refused."""
        transaction = self.transactions.on(connector)
        if transaction is None:
            raise Refused("Nobody charges here")
        entry = await self.driving.stop(transaction, tag)
        return await entry.done()

    async def status(self, connector: int, status: str, error_code: str = NO_ERROR, **details: str) -> None:
        """Send a StatusNotification, true or not."""
        await self.statuses.send(connector, status, error_code, details=details)

    async def transfer(self, vendor_id: str, message_id: str | None = None, data: str | None = None) -> Any:
        """Send DataTransfer (1.5); its answer."""
        return await self.transfers.send(vendor_id, message_id, data)

    def fault(self, connector: int, error_code: str, *, is_operative: bool = False) -> None:
        """Something breaks: what charges there ends, unless the connector stays in use (ST-8); 0: everything."""
        if not is_operative:
            for one in self.connectors.meant(connector):
                transaction = self.transactions.on(one.number)
                if transaction is not None:
                    self.transactions.end(transaction)
        self.availability.report_fault(connector, error_code, is_operative=is_operative)

    def repair(self, connector: int) -> None:
        """It works again."""
        self.availability.repair(connector)

    def _up(self) -> None:
        self.reach.rise()
        self._register()

    def _down(self) -> None:
        self.reach.fall()
        self.link.unregister()
        self.heartbeats.stop()
        self.transactions.sampling.stop()
        self.jobs.stop()
        if self._registering is not None:
            self._registering.cancel()

    def _register(self) -> None:
        """Boot, also when the central system says that it does not know us any more (BOOT-8)."""
        self.heartbeats.stop()
        if self.is_up and (self._registering is None or self._registering.called):
            self._registering = self.tasks.start(self.registration.run())

    def _accepted(self) -> None:
        self.heartbeats.begin()
        self.transactions.sampling.align()
        self.statuses.report_all()

    def _changed(self) -> None:
        self.reservations.drop_unusable()
        self.statuses.report()

    def _taken(self, _connector: Connector) -> None:
        self._changed()

    def _freed(self, connector: Connector) -> None:
        self.availability.freed(connector)
        self._changed()
