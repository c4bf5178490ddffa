"""Repairs of what is not there: required elements for which there is a value that does no harm.

Where there is none (meterStart, a status, a connector for a start) the message stays a fault.
"""

from lxml import etree
from lxml.etree import _Element

from motown.ocpp.tolerance.message import BodyRepair, Message
from motown.ocpp.tolerance.repair import Stage, repair
from motown.ocpp.tolerance.shape import Kind, Shape
from motown.ocpp.tolerance.times import moment_text


@repair(Stage.BODY, "missing-id-tag")
def missing_id_tag(message: Message) -> bool:
    """A start without idTag is one with an empty idTag, which is no valid one.

    Source: quirk 32, the first Motown.
    """
    return message.operation == "startTransaction" and _supply(message, "idTag", "")


@repair(Stage.BODY, "missing-error-code")
def missing_error_code(message: Message) -> bool:
    """A status without errorCode tells of no error.

    Source: quirk 35.
    """
    return message.operation == "statusNotification" and _supply(message, "errorCode", "NoError")


@repair(Stage.BODY, "missing-connector-id")
def missing_connector_id(message: Message) -> bool:
    """A status, or meter values, without connectorId are about the charge point as a whole.

    Source: quirk 28 (KEBA, EBEE), ID-9.
    """
    return message.operation in ("statusNotification", "meterValues") and _supply(message, "connectorId", "0")


@repair(Stage.BODY, "missing-transaction-id")
def missing_transaction_id(message: Message) -> bool:
    """A stop without transactionId is one of transaction 0, which is nobody's: kept until it can be linked.

    Source: quirks 23 and 29.
    """
    return message.operation == "stopTransaction" and _supply(message, "transactionId", "0")


@repair(Stage.BODY, "missing-timestamp")
def missing_timestamp(message: Message) -> bool:
    """What bears no time where one is required bears the time of receipt.

    Source: quirk 26 (EBEE), FLT-8.
    """
    changed = False
    for element, shape in message.known():
        time = next((child for child in shape.children if child.kind is Kind.TIME and child.required), None)
        if time is not None and element.find(time.tag) is None:
            _insert(element, shape, time, moment_text(message.received_at))
            changed = True
    return changed


MISSING: tuple[BodyRepair, ...] = (
    missing_id_tag, missing_error_code, missing_connector_id, missing_transaction_id, missing_timestamp)


def _supply(message: Message, name: str, text: str) -> bool:
    """Put a required element with ``text`` into the body, where it is missing."""
    wanted = next((child for child in message.shape.children if child.name == name), None)
    if wanted is None or message.root.find(wanted.tag) is not None:
        return False
    _insert(message.root, message.shape, wanted, text)
    return True


def _insert(parent: _Element, shape: Shape, wanted: Shape, text: str) -> None:
    """A new child, behind those that the schema puts before it."""
    place = shape.position[wanted.tag]
    before = sum(1 for child in parent if shape.position.get(child.tag, -1) < place)
    new = etree.Element(wanted.tag)
    new.text = text
    parent.insert(before, new)
