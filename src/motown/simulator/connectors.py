"""The connectors of a charge point and the status each has, derived from what is true of it (ST-4, ST-5)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from motown.simulator.meter import Meter

NO_ERROR = "NoError"


@dataclass(eq=False, slots=True)
class Connector:
    """One connector; number 1 and up (ID-10)."""

    number: int
    meter: Meter
    is_operative: bool = True
    turns_inoperative: bool = False
    """Inoperative once the running transaction has ended (AV-2)."""
    is_faulted: bool = False
    error_code: str = NO_ERROR
    """May be an error without being out of use (ST-8)."""
    is_busy: bool = False
    """A transaction runs here."""
    is_claimed: bool = False
    """Somebody is let in and has not plugged in yet."""
    is_reserved: bool = False
    has_cable: bool = False
    """A driver has plugged in by hand (``SimulatedChargePoint.plug_in``)."""

    @property
    def status(self) -> str:
        """Available, Occupied, Reserved, Unavailable or Faulted."""
        if self.is_faulted:
            return "Faulted"
        if self.is_busy:
            return "Occupied"
        if not self.is_operative:
            return "Unavailable"
        return "Reserved" if self.is_reserved else "Available"

    @property
    def is_free(self) -> bool:
        """Whether anybody may start here."""
        return self.status == "Available" and not self.is_claimed


class Connectors(Sequence[Connector]):
    """All connectors, and the charge point as a whole, which OCPP calls connector 0 (ID-9)."""

    def __init__(self, connectors: Sequence[Connector]) -> None:
        self._all = tuple(connectors)
        self.is_faulted = False
        self.error_code = NO_ERROR

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Connector:  # type: ignore[override]  # no slices of connectors
        return self._all[index]

    def __iter__(self) -> Iterator[Connector]:
        return iter(self._all)

    def find(self, number: int) -> Connector | None:
        """The connector with this number; 0 and unknown ones are None."""
        return self._all[number - 1] if 0 < number <= len(self._all) else None

    def meant(self, number: int) -> tuple[Connector, ...]:
        """The connectors that a number stands for: all of them for 0, none for an unknown one."""
        return self._all if number == 0 else tuple(one for one in self._all if one.number == number)

    @property
    def free(self) -> list[Connector]:
        """Those where anybody may start."""
        return [one for one in self._all if one.is_free]

    def status(self, number: int) -> str:
        """The status to report for ``number``."""
        connector = self.find(number)
        return self._whole() if connector is None else connector.status

    def error(self, number: int) -> str:
        """The error code to report for ``number``."""
        connector = self.find(number)
        return self.error_code if connector is None else connector.error_code

    def _whole(self) -> str:
        """Connector 0: Available if at least one is, Reserved if all are; Occupied before the rest (ST-5)."""
        if self.is_faulted:
            return "Faulted"
        present = {one.status for one in self._all}
        order = ("Available", "Occupied", "Reserved", "Unavailable", "Faulted")
        return next((status for status in order if status in present), "Available")
