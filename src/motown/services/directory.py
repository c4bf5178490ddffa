"""DirectoryService: which services there are, and what can be asked of a charge point (standard, section 5.0)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from motown import __version__
from motown.addon import Asking, Offered, Registry, WebService
from motown.contracts import motown10_directory

CONTRACT_VERSION = "1.0"


def service(registry: Registry) -> WebService:
    """DirectoryService, for what the registry holds."""
    directory = Directory(registry)
    return WebService(motown10_directory.contract, {
        "GetServices": directory.get_services, "GetCapabilities": directory.get_capabilities}, profiles=("core",))


class Directory:
    """Answers its operations."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    def get_services(self, asking: Asking) -> Mapping[str, Any]:
        """Every service there is at the moment."""
        base = base_url(self.registry, asking)
        return {"serverTime": asking.now, "implementation": {"name": "Motown", "version": __version__},
                "service": [_told(one, base) for one in self.registry.offered]}

    def get_capabilities(self, asking: Asking) -> Mapping[str, Any]:
        """What can be asked of charge points, or of one."""
        raise TypeError


def _told(one: Offered, base: str) -> dict[str, Any]:
    url = base + quote(one.path)
    return {"name": one.contract.name, "namespaceUri": one.contract.namespace, "contractVersion": CONTRACT_VERSION,
            "url": url, "wsdlUrl": f"{url}?wsdl", "profile": list(one.profiles),
            "addOn": None if one.add_on == "services" else one.add_on}


def base_url(registry: Registry, asking: Asking) -> str:
    """The URL of this server as the caller knows it."""
    return registry.base_url(asking.http)
