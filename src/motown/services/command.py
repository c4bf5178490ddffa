"""CommandService: commands to charge points, and what becomes of them (standard, section 5.2)."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any

from motown.addon import Asking, Registry, WebService
from motown.contracts import motown10_command
from motown.services.command_asking import Asks, receipt
from motown.services.command_reading import Reads

INVOKE, CANCEL = "InvokeExtension", "CancelCommand"
Answer = Mapping[str, Any]
Handler = Callable[[Asking], Awaitable[Answer]]


class CommandService(WebService):
    """A service whose repeated answers are laid out as the first were."""

    def __init__(self, asks: Asks, reads: Reads) -> None:
        super().__init__(motown10_command.contract, handlers(asks, reads), profiles=("core",), repeated=receipt)
        self.asks, self.reads = asks, reads

    def ways(self, asking: Asking) -> Sequence[str]:
        """The class that an add-on declares for a command of its own counts for InvokeExtension too."""
        return self.asks.ways(asking) if asking.operation == INVOKE else super().ways(asking)

    def again(self, asking: Asking, answer: Answer) -> Answer | Awaitable[Answer]:
        """CancelCommand answers with the command as it stands."""
        return self.reads.cancelled(asking, answer) if asking.operation == CANCEL else super().again(asking, answer)


def service(registry: Registry) -> CommandService:
    """CommandService."""
    return CommandService(Asks(registry), Reads(registry))


def handlers(asks: Asks, reads: Reads) -> dict[str, Handler]:
    """Who answers which operation."""
    return {
        "StartTransaction": asks.start_transaction, "StopTransaction": asks.stop_transaction,
        "UnlockConnector": asks.unlock_connector, "ChangeAvailability": asks.plain, "ResetChargePoint": asks.plain,
        "ChangeConfiguration": asks.plain, "GetConfiguration": asks.plain, "ClearCache": asks.plain,
        "RequestDiagnostics": asks.request_diagnostics, "UpdateFirmware": asks.update_firmware,
        "ReserveNow": asks.reserve_now, "CancelReservation": asks.cancel_reservation,
        "SendLocalList": asks.send_local_list, "GetLocalListVersion": asks.plain, "SendData": asks.plain,
        INVOKE: asks.invoke_extension, "GetCommand": reads.get_command,
        "ListCommands": reads.list_commands, CANCEL: reads.cancel_command,
    }
