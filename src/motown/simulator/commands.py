"""Commands of the central system: found by their name, refused or lied about where this charge point is set up so."""

from collections.abc import Callable, Mapping
from typing import Any

from motown.simulator import behaviour as behaviours
from motown.simulator.behaviour import Behaviour
from motown.simulator.errors import CommandFault
from motown.simulator.inbox import Inbox
from motown.simulator.observing import Observer
from motown.simulator.profile import Profile
from motown.simulator.versions import Version

Command = Callable[[Any], Mapping[str, Any]]
"""From a decoded request to the fields of its answer; takes effect after it has been answered.  Raises CommandFault."""

REFUSALS = {"SendLocalList": "Failed"}
"""Where the status that refuses is not ``Rejected``."""
WITHOUT_STATUS = frozenset({"GetConfiguration", "GetDiagnostics", "GetLocalListVersion", "UpdateFirmware"})
"""Commands that only a fault can refuse (FLT-1)."""
HARMLESS = frozenset({"GetConfiguration", "GetLocalListVersion"})
"""Commands without an effect: there is nothing to lie about."""
LIES: Mapping[str, Mapping[str, Any]] = {"GetDiagnostics": {"fileName": "diagnostics.log.gz"}, "UpdateFirmware": {}}
"""What is answered as if it were done, where that is not ``Accepted``."""
DONE = frozenset({"Accepted", "Scheduled"})


class Commands:
    """What the charge point can be told to do."""

    def __init__(self, identity: str, version: Version, profile: Profile, tables: list[Mapping[str, Command]], *,
                 inbox: Inbox, is_ready: Callable[[], bool], observer: Observer | None = None) -> None:
        self._identity, self._version, self._profile, self._is_ready = identity, version, profile, is_ready
        self._inbox, self._observer = inbox, observer or Observer()
        self._commands = {name: command for table in tables for name, command in table.items()}

    @property
    def names(self) -> frozenset[str]:
        """All that is understood, in whatever version."""
        return frozenset(self._commands)

    def execute(self, operation: str, request: Any, behaviour: Behaviour) -> Mapping[str, Any]:
        """Answer a command; never waits for the central system (OFF-9).  Raises CommandFault."""
        try:
            answer = self._answer(operation, request, behaviour)
        except CommandFault as fault:
            self._observer.commanded(self._identity, operation, fault.subcode)
            raise
        self._observer.commanded(self._identity, operation, str(answer.get("status", "answered")))
        return answer

    def _answer(self, operation: str, request: Any, behaviour: Behaviour) -> Mapping[str, Any]:
        if not self._is_ready():
            raise CommandFault("InternalError", "the charge point is starting up and not registered yet (BOOT-13)")
        if behaviour.fault is not None:
            raise CommandFault(behaviour.fault, f"{operation} is answered so as told")
        if operation in self._profile.unsupported or operation not in self._commands:
            raise CommandFault("NotSupported", f"{operation} is not supported by this charge point")
        told = self._told(operation, behaviour)
        if told is not None:
            return told
        answer = self._commands[operation](request)
        if answer.get("status", "Accepted") in DONE:
            self._inbox.executed[operation] += 1
        return answer

    def _told(self, operation: str, behaviour: Behaviour) -> Mapping[str, Any] | None:
        """The answer that was asked for in place of the true one.  Raises CommandFault."""
        if behaviour.status is not None:
            return behaviours.answer(self._version, operation, behaviour.status)
        if operation in self._profile.rejected:
            if operation in WITHOUT_STATUS:
                raise CommandFault("NotSupported", f"{operation} is refused by this charge point")
            return {"status": REFUSALS.get(operation, "Rejected")}
        if behaviour.lies and operation not in HARMLESS:
            return LIES.get(operation, {"status": "Accepted"})
        return None
