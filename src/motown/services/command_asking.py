"""The operations of CommandService that ask something of a charge point: permitted, put into OCPP's words, taken on.

What becomes of it is the same as of any other command: ``SendCommand`` is the only way.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

from motown import queries
from motown.addon import Asking, Extension, ExtensionCall, Registry
from motown.domain.commands import SendCommand
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, new_command_id
from motown.domain.operations import Operation, version_of
from motown.queries import Subject
from motown.services import command_table as table
from motown.services.command_access import permit, permit_known, permit_session

Answer = Mapping[str, Any]


class Asks:
    """Answers them."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    # -- of the class C-SESSION

    async def start_transaction(self, asking: Asking) -> Answer:
        """StartTransaction: for an idTag."""
        return await self._for_id_tag(asking)

    async def reserve_now(self, asking: Asking) -> Answer:
        """ReserveNow: for an idTag; the number is given where it is taken on (requirement MT-CMD-16)."""
        return await self._for_id_tag(asking)

    async def _for_id_tag(self, asking: Asking) -> Answer:
        request = asking.request
        permit_session(asking, await self._subject(
            asking, _by_tag(asking, queries.command_subjects.of_id_tag), request.connectorId, request.idTag))
        return await self._send(asking, table.operation(asking.operation, request))

    async def stop_transaction(self, asking: Asking) -> Answer:
        """StopTransaction: of one that runs."""
        request = asking.request
        permit_session(asking, await self._subject(
            asking, queries.command_subjects.of_transaction, request.transactionId),
            f"transaction {request.transactionId}", "transactionId")
        return await self._send(asking, table.operation(
            asking.operation, request, transactionId=int(request.transactionId)))

    async def unlock_connector(self, asking: Asking) -> Answer:
        """UnlockConnector: where the caller's driver charges, or did so last."""
        permit_session(asking, await self._subject(
            asking, queries.command_subjects.of_connector, asking.request.connectorId))
        return await self._send(asking, table.operation(asking.operation, asking.request))

    async def cancel_reservation(self, asking: Asking) -> Answer:
        """CancelReservation: of one that was made, or may have been made."""
        number = asking.request.reservationId
        subject = await self._subject(asking, _by_tag(asking, queries.command_subjects.of_reservation), number)
        asked = table.operation(asking.operation, asking.request)
        if subject.charge_point is not None and not subject.is_there:
            permit_known(asking, subject.charge_point)
            asked.check(version_of(subject.charge_point.protocol))  # where none can be, that is said (MT-CMD-02)
        permit_session(asking, subject, f"reservation {number}", "reservationId")
        return await self._send(asking, asked)

    async def _subject(self, asking: Asking, query: Callable[..., Subject], *about: Any) -> Subject:
        found: Subject = await asking.read(query, asking.request.chargePointId, *about)
        return found

    # -- of the class C-STATION

    async def plain(self, asking: Asking) -> Answer:
        """All that needs nothing more than its fields in OCPP's words."""
        await self._permit_station(asking)
        return await self._send(asking, table.operation(asking.operation, asking.request))

    async def request_diagnostics(self, asking: Asking) -> Answer:
        """RequestDiagnostics: without a location to our own file server."""
        await self._permit_station(asking)
        request = asking.request
        if request.startTime is not None and request.stopTime is not None and request.stopTime < request.startTime:
            raise Refused("stopTime: it is before startTime", field="stopTime")
        if request.location is None:
            self._check_file_server()
        return await self._send(asking, table.operation(asking.operation, request))

    async def update_firmware(self, asking: Asking) -> Answer:
        """UpdateFirmware: a location without a scheme is an image on our own file server."""
        await self._permit_station(asking)
        if "://" not in asking.request.location:
            self._check_file_server()
        return await self._send(asking, table.operation(asking.operation, asking.request))

    async def send_local_list(self, asking: Asking) -> Answer:
        """SendLocalList: with the entries given, none among them, or those of the idTags that we know."""
        await self._permit_station(asking)
        request = asking.request
        if request.fromTokens and request.entry:
            raise Refused("entry: with fromTokens the entries are made here: give none", field="entry")
        for one in request.entry:
            if one.status is None and (one.expiresAt is not None or one.parentIdTag is not None):
                raise Refused(f"entry/status: {one.idTag} has something to be said of it, and no status",
                              field="entry/status")
        given: dict[str, Any] = {} if request.fromTokens or request.entry else {"localAuthorisationList": []}
        return await self._send(asking, table.operation(asking.operation, request, **given))

    async def _permit_station(self, asking: Asking) -> None:
        request = asking.request
        subject = await self._subject(asking, queries.command_subjects.of_charge_point)
        permit(asking, subject.charge_point, getattr(request, "connectorId", None))

    def _check_file_server(self) -> None:
        if self.registry.files is None:
            raise Refused("location: there is no file server here, so write a whole address: ftp://...",
                          field="location")

    # -- what add-ons bring

    async def invoke_extension(self, asking: Asking) -> Answer:
        """InvokeExtension: what the add-on makes of it is sent as a command like any other."""
        request = asking.request
        extension = self.registry.extensions.get(request.name)
        subject = await self._permit_extension(asking, extension)
        if extension is None or subject.charge_point is None:
            raise Refused(f"no add-on here brings {request.name}", Kind.NOT_SUPPORTED, field="name")
        parameters = extension.checked((one.name, one.value) for one in request.parameter)
        made = await extension.operation(ExtensionCall(
            request.chargePointId, subject.charge_point, parameters, asking.party_id, asking.now))
        return await self._send(asking, made, extension=extension.name)

    def ways(self, asking: Asking) -> Sequence[str]:
        """What may be had to invoke an extension: the operation itself, or the class that the add-on declares."""
        extension = self.registry.extensions.get(asking.request.name)
        return (asking.operation, extension.access_class) if extension is not None else (asking.operation,)

    async def _permit_extension(self, asking: Asking, extension: Extension | None) -> Subject:
        """Whose it is tells its parameter idTag, if it has one."""
        tag = next((one.value for one in asking.request.parameter if one.name == "idTag"), None)
        if tag is None or extension is None:
            subject = await self._subject(asking, queries.command_subjects.of_charge_point)
        else:
            subject = await self._subject(asking, _by_tag(asking, queries.command_subjects.of_id_tag), None, tag)
        permit_session(asking, subject, ways=self.ways(asking))
        return subject

    # -- taken on

    async def _send(self, asking: Asking, operation: Operation, extension: str | None = None) -> Answer:
        request = asking.request
        command = SendCommand(
            charge_point_id=ChargePointId(request.chargePointId), command_id=new_command_id(), operation=operation,
            request_id=request.requestId, party=asking.party_id, note=request.note,
            not_before=request.notBefore, expires_at=request.expiresAt, extension=extension,
            most_pending=self.registry.most_pending)
        try:
            return receipt(asking.operation, await asking.execute(command, _told))
        except Refused as refused:
            raise table.translated(refused, table.rows().get(asking.operation)) from None


def _by_tag(asking: Asking, query: Callable[..., Subject]) -> Callable[..., Subject]:
    """A query that compares idTags as the settings have it."""
    return partial(query, case_sensitive=asking.backstage.case_sensitive())


def _told(taken: Any) -> Answer:
    """What is answered, and told again where it is asked again."""
    return {"commandId": taken.command_id, "state": taken.state, "duplicate": taken.is_duplicate,
            "position": taken.position}


def receipt(_operation: str, answer: Answer) -> Answer:
    """The fields of a CommandReceipt as they stand in the answer."""
    return {"receipt": answer}
