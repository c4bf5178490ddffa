"""Where files go to and come from: what a command leaves open is filled in with a place on our own file server."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import msgspec

from motown.addon import FileServer, Offer, StoreUnavailable
from motown.domain.errors import Kind, Refused
from motown.domain.operations import GetDiagnostics, Operation, UpdateFirmware
from motown.ocpp.charge_point.problems import Unsendable

NO_SERVER = "there is no file server here: give a location (ftp://...), or start the add-on ftp"
SPARE = timedelta(hours=1)
"""A place holds so much longer than its file is awaited."""


def located(operation: Operation, files: FileServer | None, command_id: str, charge_point_id: str, now: datetime,
            effect_seconds: float | None, url: str) -> tuple[Operation, Offer | None]:
    """The operation with a location, and the place that was made for it, if one was.

    ``url`` is where the charge point is called: what reaches it may tell our own address.

    A GetDiagnostics without location brings its file to us (DG-1), an UpdateFirmware whose location has no scheme
    fetches the image of that name from us (FW-1).  Raises Unsendable.
    """
    if isinstance(operation, GetDiagnostics) and operation.location is None:
        until = now + _seconds(operation, {"fileName": "any"}, effect_seconds) + SPARE
        offer = _offer(files, "upload", url, command_id, charge_point_id, until)
    elif isinstance(operation, UpdateFirmware) and "://" not in operation.location:
        until = max(now, operation.retrieve_date) + _seconds(operation, {}, effect_seconds) + SPARE
        offer = _offer(files, "download", url, command_id, charge_point_id, operation.location, until)
    else:
        return operation, None
    return msgspec.structs.replace(operation, location=offer.location), offer


def _seconds(operation: Operation, result: dict[str, Any], given: float | None) -> timedelta:
    expected = operation.expected(None, result, "")
    usual = expected.seconds if expected else 0.0
    return timedelta(seconds=usual if given is None else given)


def _offer(files: FileServer | None, way: str, url: str, *about: Any) -> Offer:
    if files is None:
        raise Unsendable(NO_SERVER, is_final=True)
    try:
        offer: Offer = getattr(files, way)(*about, towards=urlsplit(url).hostname)
    except StoreUnavailable:
        raise
    except Refused as refused:
        raise Unsendable(refused.reason, is_final=refused.kind is not Kind.UNAVAILABLE) from None
    return offer
