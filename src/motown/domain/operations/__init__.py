"""What we can ask of a charge point: the operations of ChargePointService, one description each for all versions.

They have OCPP's names, and their fields those of the contract.  To add one: docs/add-a-command.rst.
"""

from motown.domain.operations.base import (
    BOTH,
    OCPP_12,
    OCPP_15,
    ONLY_15,
    OPERATIONS,
    ConnectorStatus,
    Expected,
    Facts,
    Operation,
    Sight,
    is_sendable,
)
from motown.domain.operations.charge_points import ChangeAvailability, ClearCache, Reset
from motown.domain.operations.configuration import ChangeConfiguration, GetConfiguration
from motown.domain.operations.data import DataTransfer
from motown.domain.operations.files import GetDiagnostics, UpdateFirmware
from motown.domain.operations.local_lists import AuthorisationData, GetLocalListVersion, IdTagInfo, SendLocalList
from motown.domain.operations.reading import read, recalled, version_of, written
from motown.domain.operations.reservations import CancelReservation, ReserveNow
from motown.domain.operations.transactions import RemoteStartTransaction, RemoteStopTransaction, UnlockConnector

__all__ = [
    "BOTH", "OCPP_12", "OCPP_15", "ONLY_15", "OPERATIONS", "AuthorisationData", "CancelReservation",
    "ChangeAvailability", "ChangeConfiguration", "ClearCache", "ConnectorStatus", "DataTransfer", "Expected", "Facts",
    "GetConfiguration", "GetDiagnostics", "GetLocalListVersion", "IdTagInfo", "Operation", "RemoteStartTransaction",
    "RemoteStopTransaction", "ReserveNow", "Reset", "SendLocalList", "Sight", "UnlockConnector", "UpdateFirmware",
    "is_sendable", "read", "recalled", "version_of", "written",
]
