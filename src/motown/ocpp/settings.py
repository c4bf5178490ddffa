"""The table ``[ocpp]`` of the settings file.  The description of a field is its line of comment there."""

from collections.abc import Mapping
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from motown.http.networks import Networks
from motown.ocpp.addresses import usable_address
from motown.ocpp.call_settings import CallSettings


def _split(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _network(value: str) -> str:
    Networks([value])
    return value


def _port(value: object) -> object:
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value


def _ports(value: str) -> str:
    Networks((), [value])
    return value


def _callable(value: str) -> str:
    address = usable_address(value, loopback=True, link_local=True)
    if address is None:
        raise ValueError("write a whole address without credentials: http://192.0.2.7:8080/ocpp")
    return address


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("write the name of a time zone such as UTC or Europe/Amsterdam") from None
    return value


Interval = Annotated[int, Field(gt=0, le=86_400 * 30)]
Several = BeforeValidator(_split)


class OcppSettings(BaseModel):
    """What we demand of charge points, what we forgive, and where we call them."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    registration: Literal["manual", "open"] = "manual"
    """Unknown charge points: "manual" lets an operator accept them first, "open" accepts them at once."""
    mode: Literal["lenient", "strict"] = "lenient"
    """Messages that break the contract: "lenient" repairs what the field is known to get wrong, "strict" refuses."""
    authentication: Literal["optional", "required"] = "optional"
    """Charge points without password and certificate: "optional" lets them take part, "required" does not."""
    identity_from_path: bool = True
    """Take the identity from /ocpp/IDENTITY where the header chargeBoxIdentity is missing."""
    max_pending: Annotated[int, Field(ge=0)] = 1000
    """Unknown charge points that may wait for an operator; further ones are only kept in the journal."""
    heartbeat_interval_seconds: Interval = 300
    """Time between heartbeats, in seconds, for charge points and models without one of their own."""
    heartbeat_intervals: Mapping[str, Interval] = Field({}, examples=[{"Acme One": 600}])
    """Time between heartbeats by model of charge point, in seconds."""
    default_timezone: Annotated[str, AfterValidator(_zone)] = "UTC"
    """Time zone of times that charge points send without one."""
    id_tag_case_sensitive: bool = False
    """Whether idTags that differ only in case are different."""
    unknown_id_tags: Literal["Invalid", "Accepted"] = "Invalid"
    """Answer about idTags that neither the list nor an add-on knows."""
    authorizer_timeout_seconds: Annotated[float, Field(gt=0, le=30)] = 2
    """Longest time, in seconds, for add-ons to say whether they vouch for an idTag."""
    allowed_networks: Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], Several] = ("global", "private")
    """Where charge points may be called: "global", "private", "loopback", "link-local", or networks (10.0.0.0/8)."""
    allowed_ports: Annotated[
        tuple[Annotated[str, BeforeValidator(_port), AfterValidator(_ports)], ...], Several] = ()
    """Ports at which charge points may be called: numbers and ranges ("8000-9000"); none: every port."""
    allowed_schemes: Annotated[tuple[Literal["http", "https"], ...], Several] = ("http", "https")
    """How charge points may be called: "http", "https" (TLS)."""
    addresses: Mapping[str, Annotated[str, AfterValidator(_callable)]] = Field(
        {}, examples=[{"CP-1": "http://192.0.2.7:8080/ocpp"}])
    """Where to call charge points that do not say it themselves, by identity: {"CP-1" = "http://192.0.2.7:8080/"}."""
    most_pending: Annotated[int, Field(gt=0)] = 100
    """Commands that one charge point may have open; further ones are refused."""
    calls: CallSettings = CallSettings()

    @model_validator(mode="after")
    def _some_scheme(self) -> Self:
        if not self.allowed_schemes:
            raise ValueError("allowed_schemes is empty: no charge point could be called")
        return self

    @property
    def is_open(self) -> bool:
        """Whether unknown charge points are accepted at once: not where a credential is required, which they lack."""
        return self.registration == "open" and self.authentication == "optional"

    def heartbeat_interval_of(self, model: str | None) -> int:
        """Seconds between the heartbeats of charge points of a model that have no interval of their own."""
        return self.heartbeat_intervals.get(model or "", self.heartbeat_interval_seconds)
