"""The other direction: requests made from a contract, and what comes back for them.

``request`` and ``answer`` are pure; ``Client`` joins them by a transport that somebody else provides.  Requests are
valid by the published schema before they leave, answers before they are believed.
"""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from motown.soap import addressing as wsa
from motown.soap import envelope
from motown.soap.addressing import Addressing
from motown.soap.contract import Contract
from motown.soap.exchange import Received, charset_of
from motown.soap.faults import ServiceFault, read_fault
from motown.soap.parsing import LIMITS, Limits
from motown.soap.reading import Repairs, take_apart, validate
from motown.soap.versions import SOAP11, SOAP12, Version

_SHOWN = 200  # characters of something that is no SOAP


@dataclass(slots=True, frozen=True)
class HttpReply:
    """What an HTTP server answered."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes = b""


Transport = Callable[[str, bytes, Mapping[str, str]], Awaitable[HttpReply]]
"""Sends a body with headers to a URL by POST.  Limits of time and length, and where one may go, are its matter."""


class AnswerError(Exception):
    """What came back is not the answer to the request.  A refusal (ServiceFault) is none of these."""

    def __init__(self, reason: str, reply: HttpReply) -> None:
        super().__init__(f"{reason} (HTTP status {reply.status})")
        self.reason, self.reply = reason, reply


class NoAnswer(AnswerError):
    """Nothing came back where an answer should."""


class NotSoap(AnswerError):
    """Something else than a SOAP message came back: the page of a proxy or captive portal, say."""


class WrongAnswer(AnswerError):
    """A SOAP message came back that is not what the contract says the operation answers."""


@dataclass(slots=True, kw_only=True)
class Reply(Received):
    """An answer to one of our requests."""

    value: Any = field(default=None)
    """Its model; None for an operation that answers nothing."""


def request(contract: Contract, operation: str, value: Any, *, headers: Mapping[str, Any] | None = None,
            addressing: Addressing | None = None, version: Version = SOAP12, insist: bool = False) -> bytes:
    """The SOAP request for ``operation``, valid by the schema.  Raises Unwritable.

    ``value`` is a model or a mapping of its fields, ``headers`` are declared header blocks by local name.  ``insist``
    marks the headers that a peer must understand.
    """
    asked = contract.operations[operation]
    flag = f' soap:mustUnderstand="{"1" if version is SOAP11 else "true"}"' if insist else ""
    blocks = wsa.write(addressing, flag) if addressing else ""
    for name, content in (headers or {}).items():
        blocks += _flagged(contract.encode_valid(asked.headers[name], content), flag)
    bound = (("wsa", addressing.namespace),) if addressing else ()
    return envelope.write(version, contract.encode_valid(asked.input, value), blocks, bound)


def _flagged(block: str, flag: str) -> str:
    """A header block with an attribute behind its name."""
    name, blank, rest = block.partition(" ")
    return f"{name}{flag}{blank}{rest}"


def request_addressing(contract: Contract, operation: str, to: str, *, sender: str | None = None) -> Addressing:
    """The addressing headers of a request to the URL ``to``, with a new message id; ``sender`` is our own URL."""
    return Addressing(wsa.new_message_id(), None, contract.operations[operation].action, to, sender,
                      wsa.ANONYMOUS[wsa.WSA], present=True)


def http_headers(contract: Contract, operation: str, body: bytes, version: Version = SOAP12) -> dict[str, str]:
    """The HTTP headers of a request.  SOAPAction is SOAP 1.1's, but some insist on it in 1.2 too."""
    action = contract.operations[operation].action
    content = f"{version.media_type}; charset=utf-8"
    return {"Content-Type": content if version is SOAP11 else f'{content}; action="{action}"',
            "SOAPAction": f'"{action}"', "Content-Length": str(len(body)), "Accept": version.media_type}


def answer(contract: Contract, operation: str, reply: HttpReply | bytes, *, repairs: Repairs | None = None,
           limits: Limits = LIMITS, received: Reply | None = None) -> Reply:
    """What was answered, ``value`` in the contract's model.

    Raises ServiceFault where the request was refused, AnswerError where this is no answer to it.  ``received``, made
    by ``reply_to_read``, holds then what could be told of it.
    """
    http = HttpReply(200, {}, reply) if isinstance(reply, bytes) else reply
    received = received or reply_to_read(http)
    repairs = repairs or Repairs()
    if not http.body.strip():
        if contract.operations[operation].output is None and http.status < 300:
            return received
        raise NoAnswer("nothing was answered", http)
    if "html" in http.headers.get("content-type", "").lower():
        raise NotSoap(f"a web page was answered: {_shown(http.body)}", http)
    try:
        take_apart(received, repairs, limits)
    except ServiceFault as fault:
        raise NotSoap(f"{fault.reason}: {_shown(http.body)}", http) from None
    received.addressing = wsa.read(received.envelope.headers)
    _raise_fault(contract, received)
    _accept(contract, operation, received, http, repairs)
    return received


def reply_to_read(http: HttpReply) -> Reply:
    """An answer that nobody has looked at yet."""
    return Reply(http.body, charset_of(http.headers.get("content-type", "")))


def _raise_fault(contract: Contract, received: Reply) -> None:
    if not received.envelope.is_fault:
        return
    fault, details = read_fault(received.envelope.version, received.envelope.body)
    for detail in details:
        fault.detail = detail
        if detail.tag in contract.elements:
            try:
                contract.validate(detail)
                fault.detail = contract.decode(detail)
            except ServiceFault:
                continue  # the refusal counts more than the form of its detail
            break
    raise fault


def _accept(contract: Contract, operation: str, received: Reply, http: HttpReply, repairs: Repairs) -> None:
    """Validate and decode the body of an answer."""
    asked = contract.operations[operation]
    received.dispatch(contract, asked)
    if received.envelope.body.tag != asked.output:
        repairs.undispatched(received)
    if received.envelope.body.tag != asked.output:
        raise WrongAnswer(f"{received.envelope.body.tag} was answered to {operation}", http)
    try:
        validate(received, repairs)
        received.value = contract.decode(received.envelope.body)
    except ServiceFault as fault:
        raise WrongAnswer(fault.reason, http) from None


def _shown(body: bytes) -> str:
    """The beginning of something, for an error message."""
    return repr(body[:_SHOWN].decode("utf-8", "replace"))


class Client:
    """Calls operations over a transport."""

    def __init__(self, transport: Transport, *, version: Version = SOAP12, repairs: Repairs | None = None,
                 limits: Limits = LIMITS) -> None:
        self._transport, self._version, self._repairs, self._limits = transport, version, repairs, limits

    async def call(self, url: str, contract: Contract, operation: str, value: Any, *,
                   headers: Mapping[str, Any] | None = None, addressing: Addressing | None = None) -> Any:
        """Send one request and give the model of its answer.

        Without ``addressing`` the usual headers are sent.  Raises Unwritable before anything is sent, ServiceFault
        where the request is refused, AnswerError where something else comes back, and what the transport raises.
        """
        addressing = addressing or request_addressing(contract, operation, url)
        body = request(contract, operation, value, headers=headers, addressing=addressing, version=self._version)
        reply = await self._transport(url, body, http_headers(contract, operation, body, self._version))
        return answer(contract, operation, reply, repairs=self._repairs, limits=self._limits).value
