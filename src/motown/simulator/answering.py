"""Answers that are none: web pages, garbage, another's words, nothing at all.  And the connection that is cut."""

import re
from collections.abc import Mapping
from dataclasses import replace
from random import Random
from typing import Any

from motown.http import HttpAnswer
from motown.http.short import ShortChannel
from motown.simulator.behaviour import Garbling
from motown.simulator.messages import IDENTITY
from motown.soap.exchange import Answer, Exchange

CUT = 0
"""No HTTP status: where it is answered, the connection is cut instead."""
GONE = Answer(CUT, "", b"")
"""The answer of a charge point that is not there (any more)."""
PAGE = Answer(200, "text/html; charset=utf-8", b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>"
                                               b"<h1>Please sign in to use this network</h1></body></html>\n")
NOISE_BYTES = 400
STRANGER = "SOMEBODY-ELSE"
_RELATES = re.compile(rb"(RelatesTo>)[^<]*(</)")
_HEADER, _BODY, _BODY_END = b"</soap:Header>", b"<soap:Body>", b"</soap:Body>"
"""As our own envelopes are written."""


class CuttingChannel(ShortChannel):
    """A connection that ``CUT`` ends at once."""

    def write_answer(self, answer: HttpAnswer, *, head_only: bool = False) -> None:
        """Send it, or send nothing ever again."""
        if answer.status != CUT:
            super().write_answer(answer, head_only=head_only)
            return
        self.persistent, self.is_over = False, True
        self.transport.abortConnection()


def garbled(exchange: Exchange, fields: Mapping[str, Any], kind: Garbling) -> Answer:
    """An answer that nobody can use, made of what would be the true one; the same each time."""
    true = exchange.answer(fields)
    if kind == "noise":
        return replace(true, body=Random(exchange.operation.name).randbytes(NOISE_BYTES))
    if kind == "cut":
        return replace(true, body=true.body[:len(true.body) * 2 // 3])
    if kind == "operation":
        return replace(true, body=_of_another(exchange, true.body))
    return replace(true, body=_of_a_stranger(exchange, true.body))


def _of_another(exchange: Exchange, body: bytes) -> bytes:
    """The same envelope around the answer to another operation."""
    other = "Reset" if exchange.operation.name == "ClearCache" else "ClearCache"
    response = exchange.contract.operations[other].output or ""
    content = exchange.contract.encode_valid(response, {"status": "Accepted"}).encode()
    return body.partition(_BODY)[0] + _BODY + content + _BODY_END + body.partition(_BODY_END)[2]


def _of_a_stranger(exchange: Exchange, body: bytes) -> bytes:
    """The same with another charge point's name in its header, and related to a request that nobody made."""
    namespace = exchange.contract.namespace.encode()
    block = b'<%b xmlns="%b">%b</%b>' % (IDENTITY.encode(), namespace, STRANGER.encode(), IDENTITY.encode())
    body = _RELATES.sub(rb"\g<1>urn:uuid:00000000-0000-4000-8000-000000000000\g<2>", body)
    if _HEADER in body:
        return body.replace(_HEADER, block + _HEADER, 1)
    return body.replace(_BODY, b"<soap:Header>" + block + _HEADER + _BODY, 1)
