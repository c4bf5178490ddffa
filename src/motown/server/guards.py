"""What the settings say of the server as a whole, and add-ons are held to."""

from typing import NamedTuple

from motown.soap.parsing import Limits


class Guards(NamedTuple):
    """The settings, as far as the registry needs them."""

    public_url: str | None
    sender_fault_status: int
    xml_limits: Limits
    authorizer_seconds: float
    case_sensitive: bool = False
    """Whether idTags that differ in case only are two."""
    in_flight: int = 1000
    """Receivers that may be sent something at the same time."""
    client_certificates: bool = False
    """Whether a listener takes client certificates."""
