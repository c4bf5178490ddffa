"""Addresses that charge points give for themselves in wsa:From: which are fit to be called, and how to write them down.

Whether a fit address *may* be called is asked again, of the IP address it leads to, when a connection is made.
(OCPP 1.5 §8.3, rules WSA-4 and WSA-5; quirks 4 to 6.)
"""

import ipaddress
import re
from urllib.parse import SplitResult, urlsplit

_LONGEST = 2048
_DEFAULT_PORTS = {"http": 80, "https": 443}
_NOT_IN_A_URL = re.compile(r"[\s\\<>\"{}|^`\x00-\x20\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
_LABEL = re.compile(r"(?!-)[a-z0-9_-]{1,63}(?<!-)")
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_PSEUDO = re.compile(
    r"://(?:www\.w3\.org/2005/08/addressing|schemas\.xmlsoap\.org/ws/2004/08/addressing)(?:/|$)", re.IGNORECASE)

Ip = ipaddress.IPv4Address | ipaddress.IPv6Address


def usable_address(from_text: str | None, *, loopback: bool = False, link_local: bool = False) -> str | None:
    """The URL in ``from_text`` in one normal form, or None where nobody could be reached by it.

    Junk is: nothing, no URL, another scheme than http and https, no host (``http://:8082/``), this very machine
    (unless ``loopback``), an address of its own wire only, such as that of a cloud's metadata (unless ``link_local``),
    a port that is none, credentials, an address of many or of nobody, and what WS-Addressing calls anonymous or none.
    Normal: scheme and host in small letters, no default port, a path, no fragment.
    """
    text = (from_text or "").strip()
    if not text or len(text) > _LONGEST or _NOT_IN_A_URL.search(text) or _PSEUDO.search(text):
        return None
    if (parts := _split(text)) is None or (host := _host(parts, loopback=loopback, link_local=link_local)) is None:
        return None
    return _written(parts, host)


def _split(text: str) -> SplitResult | None:
    """The parts of an http(s) URL with a host, without credentials, with a port that can be."""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:  # brackets that do not match, a port that is no number
        return None
    if parts.scheme not in _DEFAULT_PORTS or not parts.hostname or "@" in parts.netloc or port == 0:
        return None
    return parts


def _host(parts: SplitResult, *, loopback: bool, link_local: bool) -> str | None:
    """The host in its normal form; None where it is none, or not one to call."""
    name = parts.hostname or ""
    if (ip := _ip(name)) is not None:
        inner = _inner(ip)
        allowed = loopback if inner.is_loopback else link_local or not inner.is_link_local
        return _ip_text(ip) if allowed and (inner.is_loopback or _unicast(inner)) else None
    name = _ascii(name.removesuffix("."))
    labels = name.split(".")
    if len(name) > 253 or not all(_LABEL.fullmatch(label) for label in labels) or _NUMBER.fullmatch(labels[-1]):
        return None  # a last label of digits is an IP address in a spelling that only some libraries know
    return name if loopback or not _is_localhost(labels) else None


def _is_localhost(labels: list[str]) -> bool:
    return labels[-1] == "localhost" or ".".join(labels) in ("localhost.localdomain", "ip6-localhost", "ip6-loopback")


def _ascii(name: str) -> str:
    """A host name as it stands in the DNS; an empty text where it has no such form."""
    if name.isascii():
        return name.lower()
    try:
        return name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""


def _ip(name: str) -> Ip | None:
    try:
        return ipaddress.ip_address(name)
    except ValueError:
        return None


def _inner(ip: Ip) -> Ip:
    """The IPv4 address in an IPv6 one, where there is one."""
    return (ip.ipv4_mapped or ip) if isinstance(ip, ipaddress.IPv6Address) else ip


def _unicast(ip: Ip) -> bool:
    """Whether one machine, and another than this one, may have the address."""
    nowhere = ip.is_loopback or ip.is_unspecified or ip.is_multicast
    if isinstance(ip, ipaddress.IPv4Address):
        return not nowhere and not ip.is_reserved and ip not in ipaddress.IPv4Network("0.0.0.0/8")
    return not nowhere and ip.scope_id is None


def _ip_text(ip: Ip) -> str:
    inner = _inner(ip)
    return str(inner) if isinstance(inner, ipaddress.IPv4Address) else f"[{inner.compressed}]"


def _written(parts: SplitResult, host: str) -> str:
    port = "" if parts.port in (None, _DEFAULT_PORTS[parts.scheme]) else f":{parts.port}"
    query = f"?{parts.query}" if parts.query else ""
    return f"{parts.scheme}://{host}{port}{parts.path or '/'}{query}"
