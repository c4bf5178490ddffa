"""A URL taken apart for a call, and the bytes of a POST request (RFC 9112)."""

import re
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from urllib.parse import SplitResult, quote, urlsplit

from motown.http.outgoing_errors import NotReached

_PORTS = {"http": 80, "https": 443}
_OURS = frozenset({"host", "content-length", "connection", "transfer-encoding", "expect", "te", "upgrade"})
"""Headers that only this module writes."""
_LONGEST = 4096
_NOT_IN_A_URL = re.compile(r"[\x00-\x20\x7f<>\"\\]")
_LABEL = re.compile(r"[A-Za-z0-9_-]{1,63}")
_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_VALUE = re.compile(r"[\t\x20-\x7e\x80-\xff]*")
_KEPT = 16_384


@dataclass(slots=True, frozen=True)
class Target:
    """Where a request goes."""

    scheme: str
    host: str
    """A name in ASCII, or an IP address without brackets."""
    port: int
    ip: str | None
    """The host, where it is an IP address."""
    head: bytes
    """Request line and Host header."""
    shown: str
    """Host and port, for people."""

    @property
    def key(self) -> tuple[str, str, int]:
        """Targets with the same key may share a connection."""
        return self.scheme, self.host, self.port


@lru_cache(maxsize=_KEPT)
def parse(url: str) -> Target:
    """The target of an http(s) URL.  Raises NotReached of kind "address"; the reason never quotes credentials."""
    parts = _split(url)
    host, ip = _host(parts.hostname or "")
    port = _PORTS[parts.scheme] if parts.port is None else parts.port
    written = f"[{host.partition('%')[0]}]" if ":" in host else host
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~|[]^`{}")
    query = f"?{quote(parts.query, safe='/?%:@!$&()*+,;=~|[]^`{}' + chr(39))}" if parts.query else ""
    named = written if port == _PORTS[parts.scheme] else f"{written}:{port}"
    head = f"POST {path}{query} HTTP/1.1\r\nHost: {named}\r\n".encode("ascii")
    return Target(parts.scheme, host, port, ip, head, f"{written}:{port}")


def write(target: Target, body: bytes, headers: Mapping[str, str], credentials: tuple[str, str] | None, *,
          keep_alive: bool) -> bytes:
    """The whole request.  Raises ValueError for headers and credentials that cannot be written."""
    lines = [target.head]
    for name, value in headers.items():
        lower = name.lower()
        if lower not in _OURS and not (credentials and lower == "authorization"):
            lines.append(_line(name, value))
    if credentials:
        lines.append(b"Authorization: Basic %b\r\n" % _basic(*credentials))
    lines.append(b"Content-Length: %d\r\n" % len(body))
    lines.append(b"\r\n" if keep_alive else b"Connection: close\r\n\r\n")
    lines.append(body)
    return b"".join(lines)


def _basic(user: str, password: str) -> bytes:
    if ":" in user:
        raise ValueError("a user name for HTTP Basic authentication cannot have a colon")
    return b64encode(f"{user}:{password}".encode())


@lru_cache(maxsize=1024)
def _line(name: str, value: str) -> bytes:
    if not _NAME.fullmatch(name) or not _VALUE.fullmatch(value):
        raise ValueError(f"the header {name!r} cannot be sent")
    return f"{name}: {value}\r\n".encode("latin-1")


def _split(url: str) -> SplitResult:
    problem = "write a URL such as http://192.0.2.1:8080/path"
    if len(url) > _LONGEST or _NOT_IN_A_URL.search(url):
        raise NotReached(f"the address is too long, or has a character that no URL may have: {problem}", "address")
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        raise NotReached(f"the address is no URL: {problem}", "address") from None
    if parts.scheme not in _PORTS or not parts.hostname:
        raise NotReached(f"the address is no http or https URL with a host: {problem}", "address")
    if "@" in parts.netloc:
        raise NotReached("the address has credentials in it: take them out, and give them in the settings that are "
                         "made for them", "address")
    return parts


def _host(name: str) -> tuple[str, str | None]:
    """The host as it stands in the DNS and in HTTP; twice, where it is an IP address."""
    try:
        ip = ip_address(name.replace("%25", "%", 1))  # the zone of a link-local address
    except ValueError:
        return _dns_name(name), None
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return str(mapped or ip), str(mapped or ip)


def _dns_name(name: str) -> str:
    try:
        ascii_name = name.rstrip(".") if name.isascii() else name.rstrip(".").encode("idna").decode("ascii")
    except UnicodeError:
        ascii_name = ""
    if len(ascii_name) > 253 or not all(_LABEL.fullmatch(label) for label in ascii_name.split(".")):
        raise NotReached("the host in the address is neither a name nor an IP address: correct it", "address")
    return ascii_name.lower()
