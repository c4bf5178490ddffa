"""The table ``[services.subscriptions]`` of the settings file.  The description of a field is its line of comment."""

from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from motown.addon import ClientTls, Networks

LOOPBACK = Networks(("loopback",))


def _split(value: object) -> object:
    """Several values, separated by commas, where a setting comes from the environment or the command line."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _network(value: str) -> str:
    Networks((value,))
    return value


def _port(value: str) -> str:
    Networks((), (value,))
    return value


Several = BeforeValidator(_split)
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class SubscriptionSettings(BaseModel):
    """How subscribers are called with events (Push)."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    allowed_networks: Annotated[tuple[Annotated[str, AfterValidator(_network)], ...], Several] = ("global",)
    """Where subscribers may be called: "global", "private", "loopback", "link-local", or networks (10.0.0.0/8)."""
    allowed_ports: Annotated[
        tuple[Annotated[str, BeforeValidator(str), AfterValidator(_port)], ...], Several] = ()
    """Ports at which subscribers may be called: numbers and ranges ("8000-9000"); none: every port."""
    allowed_schemes: Annotated[tuple[Literal["http", "https"], ...], Several] = ("http", "https")
    """How subscribers may be called: "http", "https" (TLS)."""
    plain_passwords: bool = False
    """Whether a subscriber's password may be shown over http; on this machine itself it may be in any case."""
    connect_seconds: Seconds = 10
    """Longest time to look up a subscriber's name, and to connect to it, in seconds."""
    batch_limit: Annotated[int, Field(gt=0, le=1000)] = 100
    """Events of one call, where a subscription does not say how many it wants."""
    tls_ca: Annotated[Path | None, Field(examples=["/etc/motown/subscribers-ca.pem"])] = None
    """File (PEM) with the authorities whose certificates of subscribers are believed; unset: the system's."""

    @model_validator(mode="after")
    def _some_scheme(self) -> Self:
        if not self.allowed_schemes:
            raise ValueError("allowed_schemes is empty: no subscriber could be called")
        return self

    @property
    def networks(self) -> Networks:
        """The policy for calls."""
        table = "services.subscriptions"
        return Networks(self.allowed_networks, self.allowed_ports, self.allowed_schemes,
                        setting=f"{table}.allowed_networks", ports_setting=f"{table}.allowed_ports",
                        schemes_setting=f"{table}.allowed_schemes")

    @property
    def tls(self) -> ClientTls | None:
        """Whom we believe; None: whom the system believes."""
        return ClientTls(self.tls_ca) if self.tls_ca is not None else None
