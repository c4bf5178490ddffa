"""Every operation with all its fields, as the core keeps them in due work, and what a charge point may answer."""

from typing import Any

from motown.domain import operations
from motown.ocpp.charge_point import requests

URL, SENDER = "http://192.0.2.7:8080/ocpp", "https://charging.example.org/ocpp"
COMMAND = "6f0f61f2-5a33-4f0c-9a56-0a4d4c1a57c1"
MOMENT = "2026-03-01T12:00:00.123456Z"

COMMON: dict[str, dict[str, Any]] = {
    "ChangeAvailability": {"connectorId": 0, "type": "Inoperative"},
    "ChangeConfiguration": {"key": "HeartBeatInterval", "value": "<900> & \u20ac"},
    "ClearCache": {},
    "GetDiagnostics": {"location": "ftp://u:p%C3%A4ss@files.example/up/", "startTime": MOMENT,
                       "stopTime": "2026-03-01T15:00:00+01:00", "retries": 3, "retryInterval": 60},
    "RemoteStartTransaction": {"idTag": "TAG", "connectorId": 2},
    "RemoteStopTransaction": {"transactionId": -7},
    "Reset": {"type": "Hard"},
    "UnlockConnector": {"connectorId": 1},
    "UpdateFirmware": {"location": "ftp://files.example/x.bin", "retrieveDate": MOMENT, "retries": 0,
                       "retryInterval": 0},
}
ONLY_15: dict[str, dict[str, Any]] = {
    "CancelReservation": {"reservationId": 7},
    "DataTransfer": {"vendorId": "org.example", "messageId": "Hello", "data": '{"a": 1}\n'},
    "GetConfiguration": {"key": ["HeartBeatInterval", "ConnectionTimeOut"]},
    "GetLocalListVersion": {},
    "ReserveNow": {"connectorId": 1, "expiryDate": MOMENT, "idTag": "TAG", "parentIdTag": "FAMILY",
                   "reservationId": 7},
    "SendLocalList": {"updateType": "Differential", "listVersion": 3, "hash": "abc", "localAuthorisationList": [
        {"idTag": "A", "idTagInfo": {"status": "Accepted", "expiryDate": MOMENT, "parentIdTag": "FAMILY"}},
        {"idTag": "B"}]},
}
FULL = {"1.2": COMMON, "1.5": COMMON | ONLY_15}
"""With every field."""
SPARSE: dict[str, dict[str, Any]] = {
    "GetDiagnostics": {"location": "ftp://files.example/"}, "RemoteStartTransaction": {"idTag": "TAG"},
    "UpdateFirmware": {"location": "ftp://files.example/x", "retrieveDate": MOMENT},
    "DataTransfer": {"vendorId": "org.example"}, "GetConfiguration": {},
    "ReserveNow": {"connectorId": 0, "expiryDate": MOMENT, "idTag": "TAG", "reservationId": 1},
    "SendLocalList": {"updateType": "Full", "listVersion": 1},
}
"""Those with optional fields, without them."""


def cases() -> list[tuple[str, str, dict[str, Any]]]:
    """(version, operation, fields), each with and without what is optional."""
    return [(version, name, given) for version, known in FULL.items() for name in known
            for given in (known[name], SPARSE.get(name)) if given is not None]


def request(version: str, name: str, fields: dict[str, Any], *, identity: str = "EV-1", command: str = COMMAND,
            **how: Any) -> requests.Request:
    """The request for an operation."""
    return requests.write(operations.read(name, fields), version=version, identity=identity, url=URL,
                          command_id=command, **({"sender": SENDER} | how))
