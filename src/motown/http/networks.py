"""Where we may call: which addresses, ports and schemes are allowed, and what to tell an operator where one is not.

Asked of the IP address that a connection is about to be made to, never of a name, which may lead anywhere.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Ip = IPv4Address | IPv6Address
Network = IPv4Network | IPv6Network

NAMES = {
    "global": "an address of the public internet",
    "private": "a private address",
    "loopback": "an address of this machine itself",
    "link-local": "an address of the local wire only",
}
"""Kinds of address that a setting may allow by name, each in words."""

METADATA = "metadata"
_SPECIAL = "special"

_METADATA = [ip_network(network) for network in (
    "169.254.169.254/32", "169.254.170.2/32", "169.254.170.23/32", "169.254.0.23/32", "100.100.100.200/32",
    "168.63.129.16/32", "192.0.0.192/32",
    "fd00:ec2::/32", "fd20:ce::254/128", "fd00:42::42/128", "fe80::a9fe:a9fe/128")]
"""Where clouds tell a machine its secrets: AWS, Google, Azure, Oracle, Alibaba, Tencent, Scaleway, OpenStack."""

_PRIVATE = [ip_network(network) for network in (
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7",
    "100.64.0.0/10")]
"""The last is what mobile networks give to those behind their address translation (RFC 6598)."""

_TRANSLATED = IPv6Network("64:ff9b::/96")
"""IPv4 addresses as an IPv6-only network writes them (RFC 6052)."""

_TUNNELS = [IPv6Network("2002::/16"), IPv6Network("2001::/32")]
"""6to4 and Teredo: addresses that carry an IPv4 address which nobody has looked at."""

_KINDS_KEPT = 16_384


class Networks:
    """A policy for outgoing connections, as a setting writes it.

    ``names``: "global", "private" (with carrier-grade 100.64.0.0/10), "loopback", "link-local", or networks such as
    "10.1.0.0/16".  What a listed network contains is allowed whatever it is; the addresses at which clouds tell a
    machine its secrets are allowed otherwise only by "link-local"; those of many, of nobody or of no use, never.
    ``ports``: numbers and ranges ("8000-9000"); none: every port.  The settings' names are for what operators are
    told.  Raises ValueError, with a sentence, for a name, network or port that is none.
    """

    def __init__(self, names: Iterable[str], ports: Iterable[int | str] = (),
                 schemes: Sequence[str] = ("http", "https"), *, setting: str = "ocpp.allowed_networks",
                 ports_setting: str = "ocpp.allowed_ports", schemes_setting: str = "ocpp.allowed_schemes") -> None:
        listed = tuple(names)
        self._names = frozenset(listed) & NAMES.keys()
        self._networks = [_network(name) for name in listed if name not in NAMES]
        self._ports = [_port_range(port) for port in ports]
        self._schemes = tuple(schemes)
        self._setting, self._ports_setting, self._schemes_setting = setting, ports_setting, schemes_setting

    def why_not(self, ip: str | Ip) -> str | None:
        """Why an address may not be called and what to do about it; None where it may.  ValueError: no address."""
        kind, inner = _kind(str(ip))
        if kind in self._names or (kind == METADATA and "link-local" in self._names):
            return None
        if any(inner in network for network in self._networks):
            return None
        what = NAMES.get(kind) or ("where a cloud tells a machine its secrets" if kind == METADATA
                                   else "not the address of one machine that could be called")
        listed = f'"{kind}" or ' if kind in NAMES else ""
        return (f"{inner} is {what}, and may not be called: if it should be, add {listed}a network such as "
                f"{ip_network(inner)} to the setting {self._setting}")

    def why_not_port(self, port: int) -> str | None:
        """The same for a port."""
        if port > 0 and (not self._ports or any(first <= port <= last for first, last in self._ports)):
            return None
        return f"port {port} may not be called: if it should be, add it to the setting {self._ports_setting}"

    def why_not_scheme(self, scheme: str) -> str | None:
        """The same for ``http`` or ``https``."""
        if scheme in self._schemes:
            return None
        return (f"{scheme} may not be used: write an address with {' or '.join(self._schemes) or 'another scheme'}, "
                f"or add it to the setting {self._schemes_setting}")


@lru_cache(maxsize=_KINDS_KEPT)
def _kind(text: str) -> tuple[str, Ip]:
    """What sort of address, and which one is meant: the IPv4 address in an IPv6 one, where it is just that."""
    ip = ip_address(text.partition("%")[0])
    mapped = ip.ipv4_mapped if isinstance(ip, IPv6Address) else None
    if mapped is not None:
        return _kind(str(mapped))
    if ip in _TRANSLATED:
        return _kind(str(IPv4Address(int(ip) & 0xFFFF_FFFF)))[0], ip
    return _sort(ip), ip


def _sort(ip: Ip) -> str:
    if any(ip in network for network in _METADATA):
        return METADATA
    if ip.is_loopback:
        return "loopback"
    if ip.is_link_local:
        return "link-local"
    if any(ip in network for network in _PRIVATE):
        return "private"
    useless = ip.is_multicast or ip.is_reserved or (isinstance(ip, IPv6Address) and ip.is_site_local)
    return "global" if ip.is_global and not useless and not any(ip in one for one in _TUNNELS) else _SPECIAL


def _network(text: str) -> Network:
    try:
        return ip_network(text)
    except ValueError as error:
        raise ValueError(f"write {', '.join(NAMES)} or a network such as 10.1.0.0/16: {error}") from None


def _port_range(port: int | str) -> tuple[int, int]:
    first, dash, last = str(port).partition("-")
    try:
        found = int(first), int(last if dash else first)
    except ValueError:
        found = 0, 0
    if not 0 < found[0] <= found[1] < 65536:
        raise ValueError(f"{port!r} is no port: write numbers from 1 to 65535, or ranges such as 8000-9000")
    return found
