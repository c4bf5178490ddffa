"""Spyne as the host of a contract: its service, application, protocol and contexts, without its costs.

Spyne holds the methods, finds the one for a message, calls it and fires its events.  Reading and writing are the
contract's: the protocol here hands on what the exchange knows already.
"""

import time
from collections.abc import Awaitable, Callable, Mapping
from copy import deepcopy
from typing import Any, NamedTuple, TypeAlias, TypeVar

from lxml import etree
from lxml.etree import _Element
from spyne import Application, MethodContext, Service, rpc
from spyne.error import ResourceNotFoundError
from spyne.protocol import ProtocolBase
from spyne.server import ServerBase

from motown.soap.contract import Contract
from motown.soap.exchange import Answer, Call, Exchange
from motown.soap.models import fields, is_complex
from motown.soap.values import BUILT_IN, XS
from motown.soap.versions import Version
from motown.soap.wsdl import Operation

_T = TypeVar("_T")
_ANY_TEXT = BUILT_IN[XS + "string"]
Outcome: TypeAlias = _T | Mapping[str, Any] | Answer | Awaitable[_T | Mapping[str, Any] | Answer]
"""What a handler gives, now or later: a model, a mapping of its fields, or bytes that it had written already."""
Handler = Callable[[Any, Call], Outcome[Any]]
"""Takes a request's model."""


class Served(NamedTuple):
    """A contract and who serves it: a handler for each operation by its name."""

    contract: Contract
    handlers: Mapping[str, Handler]


class Context(MethodContext):
    """One call.  Spyne's own takes a third of a message's time: it copies, checks and counts what nobody asks for."""

    TransportContext = None
    __setattr__ = object.__setattr__
    # what MethodContext.__init__ would set one by one
    transport: Any = None
    protocol = inprot_ctx = outprot_ctx = event = aux = files = pusher_stack = transport
    call_end = function = locale = method_request_string = _MethodContext__descriptor = transport
    in_string = in_document = in_header_doc = in_body_doc = in_header = in_object = in_error = transport
    out_string = out_document = out_header_doc = out_body_doc = out_header = out_object = out_error = transport
    out_stream = transport
    is_closed = active = False
    frozen = True

    def __init__(self, server: ServerBase, exchange: Exchange) -> None:
        self.call_start = time.time()
        self.app = server.app
        self._in_protocol, self._out_protocol = server.app.in_protocol, server.app.out_protocol
        self.udc: Exchange = exchange
        self.files = self.pusher_stack = ()
        self.fire_event("method_context_created")

    def fire_event(self, event: str, *args: Any, **kwargs: Any) -> None:
        """As Spyne does, but without making a set for an event that nobody listens to."""
        managers = [self.app.event_manager, *(self.descriptor.event_managers if self.descriptor else ())]
        for manager in managers:
            for handler in manager.handlers.get(event, ()):
                handler(self, *args, **kwargs)

    def close(self) -> None:
        """The answer is made.  Spyne's own collects garbage here."""
        self.call_end, self.is_closed = time.time(), True
        self.fire_event("method_context_closed")


class ContractProtocol(ProtocolBase):
    """Gives Spyne what the exchange holds, and takes from it what the exchange writes."""

    def create_in_document(self, ctx: Context, charset: str | None = None) -> None:
        """The message is taken apart already."""
        ctx.in_document = ctx.udc.envelope

    def decompose_incoming_envelope(self, ctx: Context, message: Any = None) -> None:
        """Name the method: by the element that the contract has for its input."""
        ctx.in_header_doc, ctx.in_body_doc = ctx.in_document.headers, ctx.in_document.body
        ctx.method_request_string = ctx.udc.operation.input

    def generate_method_contexts(self, ctx: Context) -> tuple[Context]:
        """The one context: there are no auxiliary methods."""
        found = self.app.interface.service_method_map.get(ctx.method_request_string)
        if not found:
            raise ResourceNotFoundError(ctx.method_request_string)
        ctx.descriptor = found[0]
        return (ctx,)

    def deserialize(self, ctx: Context, message: Any = None) -> None:
        """The body as its model, the declared headers as a mapping."""
        exchange = ctx.udc
        ctx.in_header = declared_headers(exchange)
        ctx.in_object = exchange.contract.decode(ctx.in_body_doc)

    def serialize(self, ctx: Context, message: Any = None) -> None:
        """The handler's outcome as an Answer; one that is an Answer already stays as it is."""
        outcome = ctx.out_object[0]
        ctx.out_document = outcome if isinstance(outcome, Answer) else ctx.udc.answer(outcome)

    def create_out_string(self, ctx: Context, charset: str | None = None) -> None:
        """The bytes of the Answer."""
        ctx.out_string = [ctx.out_document.body]


def declared_headers(exchange: Exchange) -> dict[str, Any]:
    """The header blocks that the contract declares for the operation, decoded, by local name.  The first counts."""
    found: dict[str, Any] = {}
    for name, tag in exchange.operation.headers.items():
        for block in exchange.envelope.headers:
            if block.tag == tag:
                found[name] = _header(block, exchange)
                break
    return found


def _header(block: _Element, exchange: Exchange) -> Any:
    if exchange.contract.elements[block.tag] is _ANY_TEXT and not len(block):
        return block.text or ""  # nothing to be validated
    bare = _without_soap(block, exchange.version)
    exchange.contract.validate(bare)
    return exchange.contract.decode(bare)


def _without_soap(block: _Element, version: Version) -> _Element:
    """A header block without ``mustUnderstand`` and its like, which no schema of a contract knows."""
    if not (given := block.items()):
        return block
    kept = {str(name): str(value) for name, value in given if not str(name).startswith(f"{{{version.namespace}}}")}
    namespaces: Any = block.nsmap  # the stubs do not know of default namespaces
    bare = etree.Element(block.tag, kept, namespaces)
    bare.text = block.text
    bare.extend(deepcopy(child) for child in block)
    return bare


class ContractApplication(Application):
    """An application whose methods may raise anything: who called it decides what that means."""

    def process_request(self, ctx: Context) -> None:
        """Call the method, with Spyne's events round it."""
        ctx.fire_event("method_call")
        ctx.in_object = [ctx.in_object]
        try:
            ctx.out_object = [self.call_wrapper(ctx)]
        except Exception as error:
            ctx.out_error = error
            ctx.fire_event("method_exception_object")
            raise
        ctx.fire_event("method_return_object")


class Host:
    """A contract hosted on Spyne."""

    def __init__(self, served: Served) -> None:
        self.contract = contract = served.contract
        if wrong := served.handlers.keys() ^ contract.operations.keys():
            raise TypeError(f"{contract.key}: without handler, or without operation: {', '.join(sorted(wrong))}")
        methods = {name: _method(contract, contract.operations[name], handler)
                   for name, handler in served.handlers.items()}
        service = type(contract.name, (Service,), methods)
        # Spyne keeps applications by namespace and name
        application = ContractApplication([service], contract.namespace, name=f"{contract.key}-{id(self)}",
                                          in_protocol=ContractProtocol(), out_protocol=ContractProtocol())
        self._server = ServerBase(application)

    def begin(self, exchange: Exchange) -> Context:
        """Decode the body and call its handler; what that gave is ``out_object[0]``, perhaps yet to be awaited."""
        context = Context(self._server, exchange)
        try:
            self._server.generate_contexts(context)
            self._server.get_in_object(context)
            self._server.get_out_object(context)
        except BaseException:
            context.close()
            raise
        return context

    def finish(self, context: Context, outcome: Any) -> Answer:
        """Write what the handler gave in the end."""
        context.out_object = [outcome]
        try:
            self._server.get_out_string(context)
        finally:
            context.close()
        answer: Answer = context.out_document
        return answer


def _method(contract: Contract, operation: Operation, handler: Handler) -> Any:
    model = contract.elements[operation.input]

    def method(context: Context, request: Any = None) -> Any:
        return handler(request, Call(operation, context.in_header, context.udc))

    method.__name__ = operation.name
    # Spyne: a bare message without fields takes nothing
    takes = [model] if not is_complex(model) or fields(model) else []
    told: dict[str, Any] = {"_body_style": "bare", "_in_message_name": operation.input}
    if operation.output:
        told |= {"_returns": contract.elements[operation.output], "_out_message_name": operation.output}
    return rpc(*takes, _args=("request",) if takes else (), **told)(method)
