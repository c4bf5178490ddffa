"""All repairs together, in the order in which they are tried, and what they make of one message."""

import re
from collections.abc import Callable, Iterable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo

from lxml import etree
from lxml.etree import _Element

from motown.ocpp.tolerance import choices, dispatch, envelope, every, missing, numbers, readings, structure, text, times
from motown.ocpp.tolerance.message import BodyRepair, Message
from motown.ocpp.tolerance.repair import Repair
from motown.ocpp.tolerance.shape import Shape, shape_of
from motown.soap.contract import Contract
from motown.soap.envelope import Envelope, opened
from motown.soap.faults import ServiceFault
from motown.soap.parsing import CHARSETS, LIMITS, Limits, parse

REPAIRS: tuple[Repair[Callable[..., object]], ...] = (
    text.charset_ignored, *text.TEXT, *envelope.ROOT, *envelope.BLOCKS, *dispatch.DISPATCH, *every.EVERY,
    *readings.LATER, *structure.NAMES, readings.values_not_wrapped, *structure.SURPLUS, *readings.READINGS,
    *structure.ATTRIBUTES, every.null_text_dropped, *missing.MISSING, readings.empty_values_dropped,
    *times.TIMES, *numbers.NUMBERS, *numbers.WHOLE_NUMBERS, *choices.CHOICES,
    *times.UNREADABLE_TIMES, *structure.ORDER, *choices.KEPT)
"""Every repair there is, in order; the documentation lists them."""

MOST_ELEMENTS = 5_000
"""Elements of a body that is looked at for repairs, so that nobody can keep us busy with broken messages: some 1,600
meter values with a timestamp each."""

_FORM: tuple[BodyRepair, ...] = (
    *readings.LATER, *structure.NAMES, readings.values_not_wrapped, *structure.SURPLUS, *readings.READINGS,
    *structure.ATTRIBUTES, *every.EVERY, every.null_text_dropped, *missing.MISSING, readings.empty_values_dropped)
_REST: tuple[BodyRepair, ...] = (
    *times.UNREADABLE_TIMES, every.timestamp_without_zone, *structure.ORDER, *choices.KEPT)
_DTD = re.compile(rb"<!DOCTYPE", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Repaired:
    """A body that the schema allows, and how it came to be."""

    body: _Element
    names: tuple[str, ...]
    """Of the repairs, each once, in the order in which they were made."""
    finish: Callable[[], None]
    """Puts the texts back that the schema does not allow, so that decoding sees them: call it after validation."""


class Tolerance:
    """The repairs for the messages of some contracts: requests, or the answers to our own requests.

    Nothing here knows of charge points, their credentials or the log.  Each method takes what failed and returns what
    it could make of it; it never raises for what a message holds.
    """

    def __init__(self, contracts: Iterable[Contract], zone: tzinfo = UTC, *, answers: bool = False) -> None:
        contracts = tuple(contracts)
        self._zone, self._catalogue = zone, dispatch.Catalogue(contracts, answers=answers)
        self._shapes: dict[str, Shape] = {
            tag: shape_of(tag, model) for contract in contracts for tag, model in contract.elements.items()}

    def text(self, message: bytes, charset: str | None = None,
             limits: Limits = LIMITS) -> tuple[bytes, list[str]] | None:
        """Bytes in UTF-8 that are a SOAP envelope, made of such that are not, and what was done; None: they cannot be.

        ``charset`` is that of the Content-Type header.
        """
        if _DTD.search(message):
            return None
        message, names = _in_utf8(message, charset)
        for one in (None, *text.TEXT):
            if one is not None and (better := one.run(message)) != message:
                message, names = better, [*names, one.name]
            if (root := _parsed(message, limits)) is not None:
                return _enveloped(root, message, names)
        return None

    def headers(self, blocks: Sequence[_Element]) -> list[str]:
        """Mend header blocks in place; returns what was done.  WS-Addressing is to be read again then."""
        if all(map(envelope.is_plain, blocks)):
            return []
        return [one.name for one in envelope.BLOCKS if one.run(blocks)]

    def name(self, body: _Element, blocks: Sequence[_Element], spoken: str | None = None) -> list[str]:
        """Rename a body element to one that a contract has; returns what was done, nothing where it cannot be."""
        return dispatch.repair_name(body, blocks, self._catalogue, spoken)

    def every(self, body: _Element, received_at: datetime) -> list[str]:
        """Mend in place what the schema allows and still misleads; returns what was done."""
        if not every.is_suspect(body):
            return []
        message = self._message(body, received_at)
        return _once([*message.made(every.EVERY), *times.repair_times(message), *message.made(times.UNREADABLE_TIMES)])

    def body(self, contract: Contract, body: _Element, received_at: datetime) -> Repaired | None:
        """A body that the schema allows, made of a copy of one that it refuses; None where that cannot be done."""
        if sum(1 for _ in body.iter()) > MOST_ELEMENTS:
            return None
        message = self._message(deepcopy(body), received_at)
        names = message.made(_FORM)
        names += [*times.repair_times(message), *numbers.repair_numbers(message), *message.made(numbers.WHOLE_NUMBERS)]
        names += [*choices.repair_choices(message), *message.made(_REST)]
        try:
            contract.validate(message.root)
        except ServiceFault:
            return None
        return Repaired(message.root, tuple(_once(names)), message.restore)

    def _message(self, body: _Element, received_at: datetime) -> Message:
        return Message(body, self._shapes[body.tag], received_at, self._zone)


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _in_utf8(message: bytes, charset: str | None) -> tuple[bytes, list[str]]:
    """The bytes without what the Content-Type header says of them: recoded, or left alone if it is wrong."""
    if charset is None:
        return message, []
    if text.charset_ignored.run(message, charset) is not None:
        return message, [text.charset_ignored.name]
    known = CHARSETS[charset.lower()]
    return (message.decode(known).encode() if known == "latin-1" else message), []


def _parsed(message: bytes, limits: Limits) -> _Element | None:
    try:
        return parse(message, limits=limits)
    except ServiceFault:
        return None


def _enveloped(root: _Element, message: bytes, names: list[str]) -> tuple[bytes, list[str]] | None:
    """The document as an envelope, with the repairs that this takes."""
    made = [one.name for one in envelope.ROOT if one.run(root)]
    if _envelope(root) is None:
        return None
    return (etree.tostring(root, encoding="utf-8") if made else message), [*names, *made]


def _envelope(root: _Element) -> Envelope | None:
    try:
        return opened(root)
    except ServiceFault:
        return None
