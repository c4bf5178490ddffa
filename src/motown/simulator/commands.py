"""Commands of the central system: found by their name, refused where this charge point is set up so."""

from collections.abc import Callable, Mapping
from typing import Any

from motown.simulator.errors import CommandFault
from motown.simulator.observing import Observer
from motown.simulator.profile import Profile

Command = Callable[[Any], Mapping[str, Any]]
"""From a decoded request to the fields of its answer; takes effect after it has been answered.  Raises CommandFault."""

REFUSALS = {"SendLocalList": "Failed"}
"""Where the status that refuses is not ``Rejected``."""
WITHOUT_STATUS = frozenset({"GetConfiguration", "GetDiagnostics", "GetLocalListVersion", "UpdateFirmware"})
"""Commands that only a fault can refuse (FLT-1)."""


class Commands:
    """What the charge point can be told to do."""

    def __init__(self, identity: str, profile: Profile, tables: list[Mapping[str, Command]], *,
                 is_ready: Callable[[], bool], observer: Observer | None = None) -> None:
        self._identity, self._profile, self._is_ready = identity, profile, is_ready
        self._observer = observer or Observer()
        self._commands = {name: command for table in tables for name, command in table.items()}

    @property
    def names(self) -> frozenset[str]:
        """All that is understood, in whatever version."""
        return frozenset(self._commands)

    def execute(self, operation: str, request: Any) -> Mapping[str, Any]:
        """Answer a command; never waits for the central system (OFF-9).  Raises CommandFault."""
        try:
            answer = self._answer(operation, request)
        except CommandFault as fault:
            self._observer.commanded(self._identity, operation, fault.subcode)
            raise
        self._observer.commanded(self._identity, operation, str(answer.get("status", "answered")))
        return answer

    def _answer(self, operation: str, request: Any) -> Mapping[str, Any]:
        if not self._is_ready():
            raise CommandFault("InternalError", "the charge point is starting up and not registered yet (BOOT-13)")
        if operation in self._profile.unsupported or operation not in self._commands:
            raise CommandFault("NotSupported", f"{operation} is not supported by this charge point")
        if operation not in self._profile.rejected:
            return self._commands[operation](request)
        if operation in WITHOUT_STATUS:
            raise CommandFault("NotSupported", f"{operation} is refused by this charge point")
        return {"status": REFUSALS.get(operation, "Rejected")}
