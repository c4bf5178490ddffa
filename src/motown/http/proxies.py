"""Where a request comes from when reverse proxies stand in between.  Their word counts, nobody else's."""

from collections.abc import Iterable, Mapping
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Literal

UNIX = "unix"
"""Stands for the peers of Unix sockets, which have no address; may be listed among the trusted proxies."""

Header = Literal["x-forwarded-for", "forwarded"]

_PER_CLIENT_V6_BITS = 64


class Proxies:
    """The proxies trusted, and the one header they are known to write.

    ``networks``: addresses, networks or ``unix``.  ``header``: ``x-forwarded-for`` (with ``x-forwarded-proto``) or
    ``forwarded`` (RFC 7239).  Only one is read: a proxy passes the other on as the client wrote it.
    Raises ValueError for what is neither address nor network.
    """

    def __init__(self, networks: Iterable[str] = (), header: Header = "x-forwarded-for") -> None:
        listed = tuple(networks)
        self._unix = UNIX in listed
        self._networks = [ip_network(network, strict=False) for network in listed if network != UNIX]
        self._header = header

    def trusts(self, address: str) -> bool:
        """Whether ``address`` is one of the proxies."""
        if address == UNIX:
            return self._unix
        ip = _ip(address)
        return ip is not None and any(ip in network for network in self._networks)

    def origin(self, peer: str, is_secure: bool, headers: Mapping[str, str]) -> tuple[str, bool]:  # noqa: FBT001
        """Address of the client and whether it came over TLS, for a request whose peer is trusted.

        The right-most address that is no trusted proxy wins: all further left is the client's own claim.
        """
        if self._header == "forwarded":
            hops = [_elements(part) for part in _split(headers.get("forwarded", ""), ",")]
            addresses, schemes = [hop.get("for", "") for hop in hops], [hop.get("proto", "") for hop in hops]
        else:
            addresses = _list(headers.get("x-forwarded-for", ""))
            schemes = _list(headers.get("x-forwarded-proto", ""))
        scheme = schemes[-1].lower() if schemes else ""
        secure = scheme == "https" if scheme in ("http", "https") else is_secure
        return self._client(peer, addresses), secure

    def _client(self, peer: str, addresses: list[str]) -> str:
        """Walk from the peer to the left while the addresses are trusted; stop at what is no address."""
        client = peer
        for text in reversed(addresses):
            ip = _ip(_without_port(text))
            if ip is None:
                break
            client = str(ip)
            if not self.trusts(client):
                break
        return client


def plain_address(address: str) -> str:
    """An IPv4 address that came in over an IPv6 socket (``::ffff:192.0.2.1``) in its usual form; no zone."""
    ip = _ip(address)
    return address if ip is None else str(ip)


def client_key(address: str) -> str:
    """What connections are counted by: an IPv4 address, or the /64 network an IPv6 client has to itself."""
    ip = _ip(address)
    if isinstance(ip, IPv6Address):
        return str(IPv6Network((ip, _PER_CLIENT_V6_BITS), strict=False))
    return address if ip is None else str(ip)


def _ip(text: str) -> IPv4Address | IPv6Address | None:
    try:
        ip = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    return mapped or ip


def _list(value: str) -> list[str]:
    return [part.strip() for part in value.split(",") if part.strip()]


def _without_port(text: str) -> str:
    """``192.0.2.1:4711`` and ``[2001:db8::1]:4711`` without their ports; other text as it is."""
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _elements(element: str) -> dict[str, str]:
    """``for="[::1]:80";proto=https`` -> names in lower case, values unquoted."""
    pairs = (pair.partition("=") for pair in _split(element, ";"))
    return {name.strip().lower(): value.strip().strip('"') for name, _, value in pairs}


def _split(value: str, separator: str) -> list[str]:
    """Split outside of quoted strings."""
    parts, quoted = [""], False
    for character in value:
        quoted ^= character == '"'
        if character == separator and not quoted:
            parts.append("")
        else:
            parts[-1] += character
    return [part for part in parts if part.strip()]
