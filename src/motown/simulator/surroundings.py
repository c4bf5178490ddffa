"""Where a charge point stands: what it calls, where it is called, who watches it and who carries its files."""

from collections.abc import Callable
from dataclasses import dataclass, field

from motown.simulator.observing import Observer
from motown.simulator.transfers import Files, PretendedFiles


@dataclass(frozen=True, slots=True)
class Surroundings:
    """Where a charge point stands and who watches it."""

    url: str = "http://localhost/ocpp"
    """What it calls, for wsa:To."""
    address: str | None = None
    """Where it takes commands, for wsa:From; None where it does not."""
    observer: Observer = field(default_factory=Observer)
    stopwatch: Callable[[], float] | None = None
    """Seconds for measuring how long answers take, if that is not the clock's matter."""
    adopts_time: bool = True
    """Whether its clock follows the central system's."""
    files: Files = field(default_factory=PretendedFiles)
    """What carries diagnostics away and firmware here."""
