"""The table ``[ftp]`` of the settings file.  The description of a field is its line of comment there."""

import re
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from motown.http.listen import ListenError, parse

LAST_PORT = 65535


def _split(value: object) -> object:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return value


def _address(value: str) -> str:
    try:
        address = parse(value)
    except ListenError:
        address = None
    if address is None or address.tls or address.path:
        raise ValueError("write 127.0.0.1:2121, [::1]:2121 or :2121 (every interface)")
    return str(address)


def _ports(value: str) -> str:
    found = re.fullmatch(r"(\d{1,5})-(\d{1,5})", value)
    if found is None or not 0 < int(found[1]) <= int(found[2]) <= LAST_PORT:
        raise ValueError("write the first and the last port: 2122-2221")
    return value


def _host(value: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9.-]+|[0-9A-Fa-f:.]+", value):
        raise ValueError("write a host name or an IP address, without a port")
    return value


Address = Annotated[str, AfterValidator(_address)]
Positive = Annotated[int, Field(gt=0)]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]


class FtpSettings(BaseModel):
    """The file server for diagnostics and firmware.  Where it cannot listen, all else goes on without it."""

    model_config = ConfigDict(extra="forbid", frozen=True, coerce_numbers_to_str=True, use_attribute_docstrings=True)

    listen: Annotated[tuple[Address, ...], BeforeValidator(_split)] = ("127.0.0.1:2121",)
    """Addresses for FTP, and for FTPS that begins in the clear (AUTH TLS): HOST:PORT, or :PORT for every interface."""
    listen_tls: Annotated[tuple[Address, ...], BeforeValidator(_split)] = ()
    """Addresses for FTPS that begins with TLS (implicit, usually port 990); needs tls_certificate and tls_key."""
    share_port: bool = False
    """Let several server processes of one computer listen on the same addresses (SO_REUSEPORT)."""
    public_host: Annotated[str | None, AfterValidator(lambda value: value and _host(value)),
                           Field(examples=["files.example.org"])] = None
    """Host that charge points are told to connect to; unset: that of http.public_url, else our address towards each."""
    passive_ports: Annotated[str, AfterValidator(_ports)] = "2122-2221"
    """Ports for the data connections of passive mode, first-last; a firewall has to let them in."""
    tls_certificate: Annotated[Path | None, Field(examples=["/etc/motown/server.pem"])] = None
    """File (PEM) with the certificate and those between it and the authority; unset: no TLS."""
    tls_key: Annotated[Path | None, Field(examples=["/etc/motown/server.key"])] = None
    """File (PEM) with the private key of tls_certificate."""
    require_tls: bool = False
    """Let nobody log in or transfer without TLS; charge points are then given ftps locations."""
    folder: Path = Path("var/files")
    """Folder with diagnostics/CHARGE POINT/COMMAND/FILE and firmware/IMAGE, relative to the working directory."""
    max_file_bytes: Positive = 100_000_000
    """Longest diagnostics file, in bytes; an upload that goes beyond is refused."""
    max_total_bytes: Positive = 10_000_000_000
    """Most bytes of all diagnostics together; an upload that goes beyond is refused, nothing is deleted for it."""
    keep_days: Annotated[int, Field(ge=0)] = 90
    """Days after which diagnostics are deleted; 0: never."""
    max_connections: Positive = 200
    """Connections open at the same time; further ones are turned away."""
    max_connections_per_address: Positive = 20
    """The same for one address; charge points behind one mobile gateway share theirs."""
    max_failed_logins: Positive = 20
    """Failed logins from one address in ten minutes, after which it is turned away for as long."""
    failed_login_seconds: Seconds = 3
    """Time before a failed login is answered, in seconds."""
    login_seconds: Seconds = 30
    """Longest time for a login, in seconds."""
    idle_seconds: Seconds = 120
    """Longest silence between two commands, in seconds."""
    stall_seconds: Seconds = 60
    """Longest time in which a transfer may make no progress, in seconds."""

    @property
    def passive_range(self) -> range:
        """The ports for data connections."""
        first, _, last = self.passive_ports.partition("-")
        return range(int(first), int(last) + 1)

    @model_validator(mode="after")
    def _tls_is_whole(self) -> Self:
        if (self.tls_certificate is None) != (self.tls_key is None):
            raise ValueError("tls_certificate and tls_key are needed together")
        if self.tls_certificate is None and (self.listen_tls or self.require_tls):
            raise ValueError("listen_tls and require_tls need tls_certificate and tls_key")
        if not self.listen and not self.listen_tls:
            raise ValueError("listen and listen_tls are both empty: set addons.ftp.enabled = false instead")
        return self
