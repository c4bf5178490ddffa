"""A charge point for tests of CommandService: where it is called, what it gets and what it answers.

    station = Station(server, version="1.5")
    station.says("Reset", "Rejected")
    nordlicht.ask("ResetChargePoint", resetType="Soft")      # (Commanding)
    station.got("Reset")                                     # {"type": "Soft"}
"""

from itertools import count
from typing import Any

from lxml import etree

from motown.addon import NoReply, NotReached
from motown.http import HttpAnswer
from tests.harness import Server
from tests.services.calling import Party
from tests.speaking import SOAP12, ChargePoint
from tests.wire import Asked

CP = {"1.2": "urn://Ocpp/Cp/2010/08/", "1.5": "urn://Ocpp/Cp/2012/06/"}
SOAP = "application/soap+xml; charset=utf-8"
WORDLESS = {"GetDiagnostics": "<fileName>log.gz</fileName>", "UpdateFirmware": "", "GetLocalListVersion":
            "<listVersion>1</listVersion>", "GetConfiguration": "<configurationKey><key>HeartBeatInterval</key>"
            "<readonly>false</readonly><value>300</value></configurationKey><unknownKey>Horn</unknownKey>"}
"""What is answered where there is no status."""


class Station:
    """One charge point, which says yes unless it is told otherwise."""

    def __init__(self, server: Server, identity: str = "EV-1", version: str = "1.5", *, reachable: bool = True) -> None:
        self.server, self.identity, self.version = server, identity, version
        self.address = f"http://198.51.100.7:8080/{identity}"
        self.ev = ChargePoint(server, identity, version, address=self.address)
        self.ev.boot()
        self.requests: list[tuple[str, dict[str, Any]]] = []
        """What it has got: (operation, fields)."""
        self._answers: dict[str, str] = {}
        if reachable:
            self.there()
        server.news()

    def there(self) -> None:
        """It can be called."""
        self.server.wire.serve(self.address, self._answer)

    def away(self) -> None:
        """Nobody is at its address."""
        self.server.wire.serve(self.address, NotReached("nobody is there", "refused"))

    def silent(self) -> None:
        """It is called, and does not answer."""
        self.server.wire.serve(self.address, NoReply("no answer came", "timeout"))

    def says(self, operation: str, status: str, more: str = "") -> None:
        """It will answer so."""
        self._answers[operation] = f"<status>{status}</status>{more}"

    def writes(self, operation: str, fields: str) -> None:
        """It will answer with these fields."""
        self._answers[operation] = fields

    def got(self, operation: str) -> dict[str, Any]:
        """The fields of the last request of that operation."""
        return [fields for name, fields in self.requests if name == operation][-1]

    def _answer(self, asked: Asked) -> HttpAnswer:
        body = etree.fromstring(asked.body).find(f"{{{SOAP12}}}Body")[0]
        name = etree.QName(body).localname.removesuffix("Request")
        operation = name[0].upper() + name[1:]
        self.requests.append((operation, fields_of(body)))
        fields = self._answers.get(operation, WORDLESS.get(operation, "<status>Accepted</status>"))
        return HttpAnswer(200, SOAP, (
            f'<s:Envelope xmlns:s="{SOAP12}"><s:Body><{name}Response xmlns="{CP[self.version]}">{fields}'
            f"</{name}Response></s:Body></s:Envelope>").encode())


def fields_of(element: etree._Element) -> dict[str, Any]:
    """The children by their names; those that come more than once as a list."""
    found: dict[str, Any] = {}
    for child in element:
        name, value = etree.QName(child).localname, fields_of(child) if len(child) else child.text or ""
        found[name] = value if name not in found else [*_listed(found[name]), value]
    return found


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


_NUMBERS = count(1)


class Commanding(Party):
    """A party that asks things of EV-1, each under a name of its own."""

    def ask(self, operation: str, charge_point: str = "EV-1", **fields: Any) -> Any:
        """The receipt."""
        return self("command", operation, **{
            "requestId": f"{self.party_id}-{next(_NUMBERS)}", "chargePointId": charge_point, **fields}).receipt

    def done(self, operation: str, charge_point: str = "EV-1", **fields: Any) -> Any:
        """The command as it stands after it was asked."""
        return self.command(self.ask(operation, charge_point, **fields).commandId)

    def command(self, command_id: str, **fields: Any) -> Any:
        """A command as this party sees it."""
        return self("command", "GetCommand", commandId=command_id, **fields).command

    def listed(self, **fields: Any) -> list[Any]:
        """The commands on the first page."""
        return list(self("command", "ListCommands", **fields).command)

    def cancel(self, command_id: str, **fields: Any) -> Any:
        return self("command", "CancelCommand", commandId=command_id, **{
            "requestId": f"{self.party_id}-{next(_NUMBERS)}", **fields})


def attributes(told: Any) -> dict[str, Any]:
    """Attributes by their names; the values of those that come more than once as a list."""
    found: dict[str, Any] = {}
    for one in told:
        found[one.name] = one.value if one.name not in found else [*_listed(found[one.name]), one.value]
    return found
