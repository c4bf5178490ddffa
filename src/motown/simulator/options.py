"""What to simulate: the whole of a simulation's settings, as data."""

from dataclasses import dataclass, field
from typing import Literal

from motown.simulator.connecting import Trust
from motown.simulator.guard import OPEN, Guard
from motown.simulator.outgoing import HttpHabits
from motown.simulator.profile import Profile

ScenarioName = Literal["session", "boot-storm", "idle"]
TAG_PREFIX = "SIM"


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """A simulation; durations in seconds of simulated time unless they are called real."""

    url: str
    version: str = "1.5"
    count: int = 1
    prefix: str = "SIM"
    """Identities are ``PREFIX-001``, ``PREFIX-002``, ..."""
    first: int = 1
    """Number of the first one."""
    scenario: ScenarioName = "session"
    rate: float | None = None
    """A minute and charge point: sessions, boots or heartbeats, as the scenario has it."""
    samples: int = 3
    """MeterValues a session."""
    tags: tuple[str, ...] = ()
    """None: one for each connector, ``SIM00001`` and so on."""
    seed: int = 0
    time_factor: float = 1.0
    ramp_up: float | None = None
    """Real seconds over which the charge points are switched on; None: 10 ms for each, none in a boot storm."""
    duration: float | None = None
    """Real seconds after which it ends."""
    messages: int | None = None
    """Acknowledged messages after which it ends."""
    grace: float = 10.0
    """Real seconds for the queues to be sent when it ends."""
    outage: float | None = None
    """How long each charge point's line is down, again and again."""
    loss: float = 0.0
    """Share of the answers that get lost on their way."""
    listen: str | None = "127.0.0.1:0"
    """Where commands are taken; None: nowhere."""
    guard: Guard = OPEN
    """What commands need to be let in."""
    own_ports: bool = False
    """A port for each charge point instead of one for all: connections to one that is away are then refused."""
    is_unreachable: bool = False
    """Tell an address where nothing listens."""
    public: str | None = None
    """URL at which the central system reaches ``listen``, if not by its own address."""
    profile: Profile = field(default_factory=Profile)
    habits: HttpHabits = field(default_factory=HttpHabits)
    trust: Trust = field(default_factory=Trust)
    checks_files: bool = True
    """Whether FTPS servers must have a certificate that ``trust`` believes."""
    carries_files: bool = True
    """False: diagnostics and firmware are told of, and not transferred."""

    @property
    def identities(self) -> list[str]:
        """Who is simulated."""
        last = self.first + self.count
        return [f"{self.prefix}-{number:03}" for number in range(self.first, last)]

    def tags_of(self, index: int) -> list[str]:
        """The idTags used at the charge point with this index, in turn; no two share one if there are enough."""
        connectors = self.profile.connectors
        places = range(index * connectors, (index + 1) * connectors)
        if not self.tags:
            return [f"{TAG_PREFIX}{place + 1:05}" for place in places]
        return [self.tags[place % len(self.tags)] for place in places]
