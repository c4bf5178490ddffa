"""Where a charge point may come from."""

from collections.abc import Iterable
from ipaddress import ip_address, ip_network


def within(address: str | None, networks: Iterable[str]) -> bool:
    """Whether an IP address lies in one of the networks (``10.0.0.0/8``); IPv4 written as IPv6 is IPv4."""
    return address is not None and any(_within(address, network) for network in networks)


def _within(address: str, network: str) -> bool:
    try:
        found, wanted = ip_address(address.partition("%")[0]), ip_network(network, strict=False)
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found) in wanted
