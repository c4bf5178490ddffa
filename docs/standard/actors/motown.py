"""What the scripts of all actors have in common: clients made from the published WSDLs, and nothing else.

needs: pip install zeep
"""

import sys
import uuid
from typing import Any

import requests
import zeep
from zeep.exceptions import Fault


class Motown:
    """The services of one server, for one party: ``motown.command.ClearCache(...)``."""

    def __init__(self, services: str, user: str, password: str) -> None:
        self.services, self.session = services.rstrip("/"), requests.Session()
        self.session.auth = (user, password)

    def __getattr__(self, name: str) -> Any:
        client = zeep.Client(f"{self.services}/{name}/v1?wsdl", transport=zeep.Transport(session=self.session))
        setattr(self, name, client.service)
        return client.service

    def wait_for(self, receipt: Any) -> Any:
        """The command of a receipt, once it is over."""
        while True:
            command = self.command.GetCommand(commandId=receipt.commandId, waitSeconds=60).command
            if command.outcome != "Pending":
                return command

    def pages(self, operation: Any, entries: str, **fields: Any) -> Any:
        """Every entry of a list, page by page."""
        cursor = None
        while True:
            answer = operation(**fields, page={"cursor": cursor})
            yield from getattr(answer, entries)
            cursor = answer.pageInfo.nextCursor
            if cursor is None:
                return


def new_id() -> str:
    """A name for a request: asked again with it, nothing is done twice."""
    return str(uuid.uuid4())


def told(fault: Fault) -> str:
    """A refusal in a sentence."""
    return f"{fault.detail.findtext('.//{*}code')}: {fault.detail.findtext('.//{*}message')}"


def arguments(*more: str) -> tuple[Motown, list[str]]:
    """The services and what else the command line says; ``more`` names that."""
    if len(sys.argv) != 4 + len(more):
        sys.exit(f"python {sys.argv[0]} https://charge.example.org/services USER PASSWORD {' '.join(more)}".rstrip())
    services, user, password, *rest = sys.argv[1:]
    return Motown(services, user, password), rest
