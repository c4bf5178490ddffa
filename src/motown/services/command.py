"""CommandService: commands to charge points, and what becomes of them (standard, section 5.2)."""

from motown.addon import Registry, WebService
from motown.contracts import motown10_command
from motown.services.command_asking import Asks, receipt
from motown.services.command_reading import Reads


def service(registry: Registry) -> WebService:
    """CommandService."""
    asks, reads = Asks(registry), Reads(registry)
    return WebService(motown10_command.contract, {
        "StartTransaction": asks.start_transaction, "StopTransaction": asks.stop_transaction,
        "UnlockConnector": asks.unlock_connector, "ChangeAvailability": asks.plain, "ResetChargePoint": asks.plain,
        "ChangeConfiguration": asks.plain, "GetConfiguration": asks.plain, "ClearCache": asks.plain,
        "RequestDiagnostics": asks.request_diagnostics, "UpdateFirmware": asks.update_firmware,
        "ReserveNow": asks.reserve_now, "CancelReservation": asks.cancel_reservation,
        "SendLocalList": asks.send_local_list, "GetLocalListVersion": asks.plain, "SendData": asks.plain,
        "InvokeExtension": asks.invoke_extension, "GetCommand": reads.get_command,
        "ListCommands": reads.list_commands, "CancelCommand": reads.cancel_command,
    }, profiles=("core",), repeated=receipt)
