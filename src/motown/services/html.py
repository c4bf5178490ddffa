"""The standard for people, and as one file, at ``/services/``; services of other add-ons have pages too."""

from collections.abc import Mapping, Sequence

from motown.addon import Registry
from motown.contracts.html.endpoint import StandardPages
from motown.soap.contract import Contract

PATH = "/services"


def endpoint(registry: Registry) -> StandardPages:
    """Serves the pages, made from what the registry holds when they are first asked for."""

    def extra() -> Sequence[Contract]:
        return [one.contract for one in registry.offered if one.add_on != "services"]

    def needed() -> Mapping[str, str]:
        policy = registry.backstage.policy()
        names = [f"{{{contract.namespace}}}{operation}" for contract in extra() for operation in contract.operations]
        return {name: found.access_class for name in names if (found := policy.needed(name)) is not None}

    return StandardPages(PATH, extra, needed)
