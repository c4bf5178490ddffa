"""What kind of charge point is simulated: hardware, habits, and what it does wrong on purpose."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from motown.simulator.behaviour import Behaviour


@dataclass(frozen=True, slots=True)
class Quirks:
    """What real charge points get wrong in their messages; each is off unless a tester wants to see it."""

    no_message_id: bool = False
    """Leave wsa:MessageID out (Q-WSA-4)."""
    constant_message_id: bool = False
    """Send the same wsa:MessageID in every message: it must not decide anything."""
    no_from: bool = False
    """Leave wsa:From out: the central system does not learn where commands are taken (Q-WSA-3)."""
    no_addressing: bool = False
    """Send no WS-Addressing header at all."""
    no_zone: bool = False
    """Send times without a zone (TM-1: legal, and meant as UTC here)."""
    leading_newline: bool = False
    """Begin each message with an empty line, before the XML declaration: not well formed."""
    soap11: bool = False
    """Send SOAP 1.1 envelopes as text/xml, against SOAP-1."""


@dataclass(slots=True)
class Profile:
    """One model of charge point; all durations in seconds.

    Each charge point has a copy of its own (``SimulatedChargePoint.profile``), whose habits (``plug_seconds``,
    ``lock_is_jammed``, ``failing_transfers``, ...) may be changed while it runs; what it is built of may not.
    """

    vendor: str = "Motown"
    model: str = "Simulator"
    firmware_version: str = "1.0.0"
    connectors: int = 1
    power_w: int = 11_000
    phases: int = 3
    demand_wh: int = 20_000
    """What the car takes before it is full."""
    keys: Mapping[str, str] = field(default_factory=dict)
    """Configuration keys that differ from the usual start values."""

    always_authorize: bool = False
    """Ask for every tag, also for one in the list (15 §4.1 allows it; AUTH-4 advises 1.2 against it)."""
    authorize_remote_starts: bool = False
    """Ask for the tag of a RemoteStartTransaction before it starts (RS-3)."""
    accept_unknown_offline: bool = False
    """Let an unknown tag charge while the central system cannot be asked."""
    stop_refused: bool = True
    """Stop a running transaction whose tag was not accepted (AUTH-13)."""
    has_cache: bool = True
    """Remember verdicts on tags (AUTH-2)."""
    local_list_capacity: int = 1_000
    """Entries the local authorisation list can hold; 0: no such list (LL-1)."""
    takes_reservations: bool = True
    lock_is_jammed: bool = False
    """UnlockConnector does not succeed."""

    plug_seconds: float | None = 2.0
    """After a remote start, until the driver has plugged in; None: never (ConnectionTimeOut drops the session)."""
    reboot_seconds: float = 5.0
    """Between going down and the next BootNotification."""
    transfer_seconds: float = 1.0
    """Before each try of an upload or download: collecting, packing, dialling."""
    install_seconds: float = 5.0
    failing_transfers: int = 0
    """How many tries of each transfer fail before any byte moves."""
    installation_fails: bool = False
    next_firmware_version: str | None = None
    """What an update brings; None: the name of its file, without the extension."""
    has_diagnostics: bool = True

    vendor_id: str = "org.motown.simulator"
    """The vendorId that DataTransfer is understood for (DT-2)."""
    rejected: frozenset[str] = frozenset()
    """Commands to answer with their refusing status."""
    unsupported: frozenset[str] = frozenset()
    """Commands to answer with a NotSupported fault (FLT-3)."""
    behaviours: Mapping[str, Behaviour] = field(default_factory=dict)
    """What it does wrong at first, by operation; ``*`` for all of them.  ``SimulatedChargePoint.behave`` changes it."""
    kept_commands: int = 50
    """How many of the commands that came are kept to be looked at."""
    transaction_attempts: int = 3
    """How often a transaction message is sent that is faulted while a Heartbeat gets through (OFF-6)."""
    retry_seconds: float = 10.0
    """First wait before a transaction message is sent again."""
    retry_ceiling_seconds: float = 300.0
    quirks: Quirks = field(default_factory=Quirks)
