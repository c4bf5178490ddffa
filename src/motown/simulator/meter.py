"""A connector's energy meter: a register that never goes back, fed by a car with a plausible appetite."""

from dataclasses import dataclass
from random import Random

REGISTER_LIMIT_WH = 2**31
"""Where the register starts again at 0: more does not fit the xsd:int of meterStart (NUM-1)."""

SECONDS_PER_HOUR = 3600.0
RAMP_SECONDS = 30.0
TAPER_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class PowerCurve:
    """What a car draws: rising over ``ramp_seconds`` to ``peak_w``, level, falling to 0 over ``taper_seconds``."""

    peak_w: float
    level_seconds: float
    ramp_seconds: float = RAMP_SECONDS
    taper_seconds: float = TAPER_SECONDS

    @classmethod
    def of(cls, peak_w: float, demand_wh: float) -> "PowerCurve":
        """The curve of a car that takes about ``demand_wh`` in all."""
        slopes = (RAMP_SECONDS + TAPER_SECONDS) / 2
        return cls(peak_w, max(0.0, demand_wh * SECONDS_PER_HOUR / peak_w - slopes))

    def power_w(self, seconds: float) -> float:
        """What is drawn ``seconds`` after plugging in."""
        if seconds <= self.ramp_seconds:
            return self.peak_w * max(0.0, seconds) / self.ramp_seconds
        falling = seconds - self.ramp_seconds - self.level_seconds
        return self.peak_w * min(1.0, max(0.0, 1 - falling / self.taper_seconds))

    def energy_wh(self, seconds: float) -> float:
        """What was taken by then: the exact area under ``power_w``."""
        rising = min(max(0.0, seconds), self.ramp_seconds)
        level = min(max(0.0, seconds - self.ramp_seconds), self.level_seconds)
        falling = min(max(0.0, seconds - self.ramp_seconds - self.level_seconds), self.taper_seconds)
        area = rising**2 / (2 * self.ramp_seconds) + level + falling - falling**2 / (2 * self.taper_seconds)
        return self.peak_w * area / SECONDS_PER_HOUR


@dataclass(frozen=True, slots=True)
class Reading:
    """What the register stood at, at a moment."""

    at: float
    energy_wh: float

    @property
    def register_wh(self) -> int:
        """What the register showed: whole Wh (TX-13)."""
        return int(self.energy_wh) % REGISTER_LIMIT_WH


class Meter:
    """Register in Wh and power in W at any moment, in seconds of ``ChargePointClock.seconds()``."""

    def __init__(self, random: Random, *, power_w: float, phases: int = 3, register_wh: float | None = None) -> None:
        self.power_limit_w, self.phases = power_w, phases
        self._random = random
        self._register_wh = random.uniform(0, 5_000_000) if register_wh is None else register_wh
        self._curve: PowerCurve | None = None
        self._since = 0.0

    def connect(self, at: float, demand_wh: float) -> None:
        """A car begins to charge; no two take just the same."""
        self._curve = PowerCurve.of(self.power_limit_w * self._random.uniform(0.85, 1), demand_wh)
        self._since = at

    def disconnect(self, at: float) -> None:
        """It is gone.  At least 1 Wh was taken, so that no two transactions of a second look the same."""
        self._register_wh += max(1.0, self._taken_wh(at))
        self._curve = None

    def read(self, at: float) -> Reading:
        """The register; ``at`` is now, not some time ago."""
        return Reading(at, self._register_wh + self._taken_wh(at))

    def power_w(self, at: float) -> float:
        """What flows now."""
        return self._curve.power_w(at - self._since) if self._curve else 0.0

    def voltage_v(self) -> float:
        """230 V, as steady as a grid is."""
        return 230 + self._random.uniform(-2, 2)

    def _taken_wh(self, at: float) -> float:
        return self._curve.energy_wh(at - self._since) if self._curve else 0.0
