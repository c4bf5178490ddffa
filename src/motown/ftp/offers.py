"""Locations for charge points: where to bring a file, or fetch one, with a credential that was made for it."""

import ipaddress
import secrets
import socket
from collections.abc import Callable, Sequence
from datetime import datetime
from hashlib import sha256
from typing import NamedTuple
from urllib.parse import urlsplit

from motown.addon import DOWNLOAD, UPLOAD, Offer, TransferCredential
from motown.domain.errors import Kind, Refused
from motown.domain.secrets import masked_location
from motown.ftp.corner import DOWNLOADS, UPLOADS
from motown.ftp.folders import Folders

USER_BYTES, SECRET_BYTES = 6, 16
ANYWHERE = "198.51.100.1"
"""An address of the documentation: the way there is the way to the Internet.  Nothing is sent to it."""


class Listening(NamedTuple):
    """An address where the file server listens."""

    host: str
    port: int
    is_implicit: bool
    """TLS from the first byte."""

    @property
    def url(self) -> str:
        """For people to read."""
        return f"{'ftps' if self.is_implicit else 'ftp'}://{bracketed(self.host)}:{self.port}"


class Offers:
    """Makes offers (``addon.FileExchange``).  Nothing that it does waits."""

    def __init__(self, folders: Folders, now: Callable[[], datetime], *, public_host: str | None,
                 public_url: str | None, require_tls: bool) -> None:
        self._folders, self._now, self._require_tls = folders, now, require_tls
        self._told_host = public_host
        self._public_host = public_host or (urlsplit(public_url).hostname if public_url else None)
        self.listening: Sequence[Listening] = ()
        self.trouble = "the file server is not running yet"
        """Why nobody can connect, where ``listening`` is empty."""

    def upload(self, command_id: str, charge_point_id: str, until: datetime, *, towards: str | None = None) -> Offer:
        """See ``motown.addon.FileExchange``."""
        return self._offer(command_id, charge_point_id, until, towards, UPLOAD, None)

    def download(self, command_id: str, charge_point_id: str, name: str, until: datetime, *,
                 towards: str | None = None) -> Offer:
        """See ``motown.addon.FileExchange``."""
        self._folders.image(name)
        return self._offer(command_id, charge_point_id, until, towards, DOWNLOAD, name)

    def _offer(self, command_id: str, charge_point_id: str, until: datetime, towards: str | None, direction: str,
               name: str | None) -> Offer:
        place = self._place()
        host = self._public_host or address_towards(towards)
        if not self._told_host and _is_loopback(place.host) and not _is_loopback(host):
            raise Refused(f"the file server listens on {place.host} only, where no charge point reaches it: "
                          "set ftp.listen, or ftp.public_host where something forwards to it", Kind.UNAVAILABLE)
        user, secret = secrets.token_hex(USER_BYTES), secrets.token_hex(SECRET_BYTES)
        scheme = "ftps" if self._require_tls or place.is_implicit else "ftp"
        path = f"{DOWNLOADS}/{name}" if name else f"{UPLOADS}/"
        location = f"{scheme}://{user}:{secret}@{bracketed(host)}:{place.port}/{path}"
        return Offer(location, masked_location(location), TransferCredential(
            user_name=user, secret_digest=sha256(secret.encode()).digest(), charge_point_id=charge_point_id,
            command_id=command_id, direction=direction, file_name=name, created_at=self._now(), expires_at=until))

    def _place(self) -> Listening:
        if not self.listening:
            raise Refused(f"no files can be exchanged: {self.trouble}", Kind.UNAVAILABLE)
        wanted = [one for one in self.listening if one.is_implicit == self._require_tls]
        return (wanted or list(self.listening))[0]


def bracketed(host: str) -> str:
    """A host as URLs write it."""
    return f"[{host}]" if ":" in host else host


def address_towards(other: str | None) -> str:
    """The address by which ``other`` (an IP address) reaches this computer; any other name: our way to the world."""
    for target in (other, ANYWHERE):
        try:
            known = ipaddress.ip_address(target or "")
            family = socket.AF_INET6 if known.version == 6 else socket.AF_INET
            with socket.socket(family, socket.SOCK_DGRAM) as asking:
                asking.connect((str(known), 9))  # looks for the way; sends nothing
                return str(asking.getsockname()[0])
        except (ValueError, OSError):
            continue
    return "127.0.0.1"


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
