"""The table ``[ocpp.calls]`` of the settings file.  The description of a field is its line of comment there."""

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, model_validator

from motown.domain.operations import OPERATIONS

Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


def _user(value: str) -> str:
    if ":" in value:
        raise ValueError("a user name of HTTP Basic authentication has no colon")
    return value


def _operation(value: str) -> str:
    if value not in OPERATIONS:
        raise ValueError(f"write operations: {', '.join(sorted(OPERATIONS))}")
    return value


User = Annotated[str, Field(min_length=1), AfterValidator(_user)]


class Credential(BaseModel):
    """User name and password of HTTP Basic authentication."""

    model_config = ConfigDict(extra="forbid", frozen=True, hide_input_in_errors=True)

    user: User
    password: SecretStr


class CallSettings(BaseModel):
    """How charge points are called, when there is a command for them."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    connect_seconds: Seconds = 10
    """Longest time to look up a charge point's name, and to connect to it, in seconds."""
    answer_seconds: Seconds = 30
    """Longest time for a whole call, from looking up to the end of the answer, in seconds."""
    answer_bytes: Annotated[int, Field(gt=0)] = 64 * 1024
    """Longest answer, in bytes; answers have 1 kB, long configurations and data some more."""
    keep_alive: bool = False
    """Keep connections for the next call: saves little, and one that was closed meanwhile leaves a command in doubt."""
    must_understand: bool = False
    """Mark our headers with mustUnderstand; a charge point that does not know one of them then refuses the command."""
    first_retry_seconds: Seconds = 10
    """Time after a first failed attempt, in seconds; doubles with each, and ends when the charge point next speaks."""
    longest_retry_seconds: Seconds = 600
    """Longest time between two attempts, in seconds."""
    effect_seconds: Mapping[Annotated[str, AfterValidator(_operation)], Seconds] = Field({}, examples=[{"Reset": 900}])
    """Time for the effect of a command, in seconds, by operation, where the usual one does not fit."""
    user: Annotated[User | None, Field(examples=["central-system"])] = None
    """User name shown to charge points (HTTP Basic) that have a credential, networks or a set address; use https."""
    password: Annotated[SecretStr | None, Field(examples=["secret"])] = None
    """Password that belongs to user; better in password_file, or MOTOWN_OCPP__CALLS__PASSWORD in the environment."""
    password_file: Annotated[Path | None, Field(examples=["/etc/motown/charge-points.password"])] = None
    """File with the password that belongs to user, in its first line; it wins over password."""
    credentials: Mapping[str, Credential] = Field({}, examples=[{"CP-1": {"user": "motown", "password": "secret"}}])
    """User names and passwords by identity, instead of the common ones: {"CP-1" = {user = "x", password = "y"}}."""
    credentials_file: Annotated[Path | None, Field(examples=["/etc/motown/charge-points.toml"])] = None
    """File (TOML) with more of the same, which wins: "CP-1" = {user = "x", password = "y"}."""
    tls_ca: Annotated[Path | None, Field(examples=["/etc/motown/charge-points-ca.pem"])] = None
    """File (PEM) with the authorities whose certificates of charge points are believed; unset: the system's."""
    tls_certificate: Annotated[Path | None, Field(examples=["/etc/motown/client.pem"])] = None
    """File (PEM) with the client certificate that we show to charge points."""
    tls_key: Annotated[Path | None, Field(examples=["/etc/motown/client.key"])] = None
    """File (PEM) with the private key of tls_certificate."""

    @model_validator(mode="after")
    def _whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key are needed together")
        if (self.user is None) != (self.password is None and self.password_file is None):
            raise ValueError("user needs password or password_file, and they need user")
        return self
