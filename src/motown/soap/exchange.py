"""One message's way: what came, what is known of it so far, and the answer to it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple, TypeVar

from lxml.etree import _Element

from motown.http.message import HttpAnswer, HttpRequest
from motown.soap import addressing, envelope
from motown.soap.addressing import Addressing
from motown.soap.codec import Unwritable
from motown.soap.contract import Contract
from motown.soap.envelope import Envelope
from motown.soap.faults import Headers, ServiceFault, detail_text, fault_blocks, write_fault
from motown.soap.versions import SOAP12, Version
from motown.soap.wsdl import Operation

_T = TypeVar("_T")
_NOTHING_BOUND: tuple[tuple[str, str], ...] = ()
_CHARSET = re.compile(r"""charset\s*=\s*["']?([^\s;"']+)""", re.IGNORECASE)


@dataclass(slots=True)
class Received:
    """A message that came, a request or an answer to one of ours, as far as it has been taken apart."""

    raw: bytes
    """The bytes as they came; never changed."""
    charset: str | None = None
    """What the Content-Type header says of them."""
    raw_repaired: bytes | None = None
    """The bytes to take apart instead, where ``raw`` is not well-formed."""
    repairs: list[str] = field(default_factory=list)
    """What was repaired, one word each."""
    addressing: Addressing = field(default_factory=Addressing)
    notes: dict[str, Any] = field(default_factory=dict)
    """Room for what the endpoint's owner finds out about the message on its way."""
    _envelope: Envelope | None = None
    _contract: Contract | None = None
    _operation: Operation | None = None

    @property
    def is_parsed(self) -> bool:
        """Whether there is an ``envelope``."""
        return self._envelope is not None

    @property
    def is_dispatched(self) -> bool:
        """Whether there are a ``contract`` and an ``operation``."""
        return self._operation is not None

    @property
    def envelope(self) -> Envelope:
        """The message taken apart; a RuntimeError before that."""
        return _known(self._envelope)

    @envelope.setter
    def envelope(self, envelope: Envelope) -> None:
        self._envelope = envelope

    @property
    def contract(self) -> Contract:
        """The contract that knows the body; a RuntimeError before that is known."""
        return _known(self._contract)

    @property
    def operation(self) -> Operation:
        """The operation that the body belongs to; a RuntimeError before that is known."""
        return _known(self._operation)

    def dispatch(self, contract: Contract, operation: Operation) -> None:
        """Say what the body is."""
        self._contract, self._operation = contract, operation

    @property
    def version(self) -> Version:
        """The SOAP version to answer in."""
        return self._envelope.version if self._envelope else envelope.version_of(self.raw)


def _known(value: _T | None) -> _T:
    if value is None:
        raise RuntimeError("not known yet")
    return value


def charset_of(content_type: str) -> str | None:
    """The charset parameter of a Content-Type header; None where it has none."""
    found = _CHARSET.search(content_type)
    return found[1] if found else None


@dataclass(slots=True, frozen=True)
class Answer:
    """What goes back for a message, as bytes."""

    status: int
    media_type: str
    body: bytes
    message_id: str | None = None
    """Its own; None where the request had no addressing headers, and so the answer has none."""
    relates_to: str | None = None
    """The request's message id."""
    fault: ServiceFault | None = None
    """What it refuses, and why, if it does."""
    headers: Headers = ()

    @property
    def http(self) -> HttpAnswer:
        """The same for the HTTP layer."""
        return HttpAnswer(self.status, self.media_type, self.body, self.headers)


class Rules(NamedTuple):
    """How a service answers."""

    fault: Callable[["Exchange", ServiceFault], ServiceFault]
    """Has the last word on a fault's code and subcode."""
    sender_fault_status: int = 500
    """HTTP status of faults that are the sender's, in SOAP 1.2: 500, or 400 as SOAP 1.2 part 2 has it."""


@dataclass(slots=True, kw_only=True)
class Exchange(Received):
    """A request and the answer to it."""

    http: HttpRequest
    rules: Rules

    def answer(self, outcome: Any) -> Answer:
        """The answer for a model, a mapping of its fields, None (no fields), or a ServiceFault.

        Needs nothing but this exchange, so any thread may call it, also again.  The answer is valid by the published
        schema; Unwritable is raised where the outcome cannot be made so.
        """
        if isinstance(outcome, ServiceFault):
            return self._refusal(self.rules.fault(self, outcome))
        operation = self.operation
        if operation.output is None:
            return Answer(202, "", b"")
        body = self.contract.encode_valid(operation.output, {} if outcome is None else outcome)
        return self._answer(200, body, operation.answer_action)

    def _refusal(self, fault: ServiceFault) -> Answer:
        version = self.version
        blamed = self.rules.sender_fault_status if fault.code == "Sender" and version is SOAP12 else 500
        action = addressing.fault_action(self.addressing, fault.subcode)
        body = write_fault(version, fault, self._detail(fault.detail))
        return self._answer(fault.status or blamed, body, action, fault)

    def _detail(self, detail: Any) -> str:
        if detail is None:
            return ""
        if isinstance(detail, _Element):
            return detail_text(detail)
        if self._contract is None or (element := self._contract.element_of(detail, self._operation)) is None:
            raise Unwritable(f"no contract declares {type(detail).__name__} as a fault here")
        return self._contract.encode_valid(element, detail)

    def _answer(self, status: int, body: str, action: str, fault: ServiceFault | None = None) -> Answer:
        asked, version = self.addressing, self.version
        blocks, bound, message_id = fault_blocks(version, fault) if fault else "", _NOTHING_BOUND, None
        if asked.present:
            message_id, bound = addressing.new_message_id(), (("wsa", asked.namespace),)
            blocks = addressing.write_answer(message_id, asked.message_id, action, asked.namespace) + blocks
        return Answer(status, f"{version.media_type}; charset=utf-8", envelope.write(version, body, blocks, bound),
                      message_id, asked.message_id, fault, fault.headers if fault else ())


@dataclass(slots=True)
class Call:
    """What a handler is told beside the request."""

    operation: Operation
    headers: Mapping[str, Any]
    """The declared header blocks that came, by local name."""
    exchange: Exchange
