"""The standard for people, and as one file, at ``/services/``; services of other add-ons have pages too."""

from collections.abc import Awaitable, Mapping, Sequence

from motown.addon import Endpoint, Registry
from motown.contracts.html.endpoint import StandardPages
from motown.http.message import HttpAnswer, HttpRequest
from motown.soap.contract import Contract

PATH = "/services"


def endpoint(registry: Registry) -> Endpoint:
    """Serves the pages, made from what the registry holds when they are first asked for."""
    pages = made_by(registry)

    async def make_first(http: HttpRequest) -> HttpAnswer:
        await registry.read(lambda _connection: pages.make())  # where queries run: it takes too long for the reactor
        return pages(http)

    def answer(http: HttpRequest) -> HttpAnswer | Awaitable[HttpAnswer]:
        return pages(http) if pages.are_made else make_first(http)

    return answer


def made_by(registry: Registry) -> StandardPages:
    """The pages, with those of the services of other add-ons."""

    def extra() -> Sequence[Contract]:
        return [one.contract for one in registry.offered if one.add_on != "services"]

    def needed() -> Mapping[str, str]:
        policy = registry.backstage.policy()
        names = [f"{{{contract.namespace}}}{operation}" for contract in extra() for operation in contract.operations]
        return {name: found.access_class for name in names if (found := policy.needed(name)) is not None}

    return StandardPages(PATH, extra, needed)
