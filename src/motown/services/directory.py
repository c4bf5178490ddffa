"""DirectoryService: which services there are, and what can be asked of a charge point (standard, section 5.0)."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from motown import __version__, queries
from motown.addon import Asking, ChargePointRow, Offered, Registry, WebService
from motown.contracts import motown10_directory
from motown.contracts.html import page_of
from motown.domain.access import Target, TargetKind
from motown.domain.errors import Kind, Refused
from motown.queries import events
from motown.services import abilities, html
from motown.standard.asking import MOST_LIMIT, MOST_WAIT_SECONDS, R_STATUS

OURS = "services"
"""The add-on whose services are those of the standard."""


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
        base = self.registry.base_url(asking.http)
        return {"serverTime": asking.now, "implementation": {"name": "Motown", "version": __version__},
                "service": [_told(one, base) for one in self.registry.offered]}

    async def get_capabilities(self, asking: Asking) -> Mapping[str, Any]:
        """What can be asked of charge points, or of one."""
        row = await _charge_point(asking)
        info = await asking.read(events.info)
        policy, extensions = asking.backstage.policy(), self.registry.extensions.values()
        return {
            "maxPageLimit": MOST_LIMIT, "maxWaitSeconds": MOST_WAIT_SECONDS, "oldestPosition": info.oldest_position,
            "authMethod": list(self.registry.auth_methods),
            "command": [*abilities.of_standard(policy, row), *abilities.of_add_ons(extensions, row)]}


async def _charge_point(asking: Asking) -> ChargePointRow | None:
    """The charge point that is asked about; Refused where the caller may not know of it."""
    charge_point_id = asking.request.chargePointId
    if charge_point_id is None:
        return None
    asking.permit(Target(TargetKind.CHARGE_POINT, charge_point_id), operation=R_STATUS)
    row: ChargePointRow | None = await asking.read(queries.charge_points.get, charge_point_id)
    if row is None:
        raise Refused(f"there is no charge point {charge_point_id}", Kind.NOT_FOUND)
    return row


def _told(one: Offered, base: str) -> dict[str, Any]:
    url = base + quote(one.path)
    return {"name": one.contract.name, "namespaceUri": one.contract.namespace, "contractVersion": one.version,
            "url": url, "wsdlUrl": f"{url}?wsdl",
            "htmlUrl": f"{base}{html.PATH}/{page_of(one.contract)}", "profile": list(one.profiles),
            "addOn": None if one.add_on == OURS else one.add_on}
