"""Requests of a charge point as bytes, with its quirks, and answers as models."""

import re
import uuid
from collections.abc import Mapping
from random import Random
from typing import Any

from motown.simulator.errors import Unintelligible
from motown.simulator.profile import Quirks
from motown.simulator.versions import Version
from motown.soap import client
from motown.soap.addressing import Addressing
from motown.soap.client import AnswerError, HttpReply
from motown.soap.versions import SOAP11, SOAP12

IDENTITY = "chargeBoxIdentity"
_ZONE = re.compile(rb"(?<=T\d\d:\d\d:\d\d)Z(?=<)")


class Messages:
    """Makes and reads the messages of one charge point (SOAP-1 to SOAP-8, WSA-1 to WSA-8, ID-2)."""

    def __init__(self, version: Version, identity: str, *, url: str, address: str | None, quirks: Quirks,
                 random: Random) -> None:
        self._contract, self._identity, self._url = version.central_system, identity, url
        self.address = address
        """Where commands are taken: wsa:From (WSA-4); None where they are not."""
        self._quirks, self._random = quirks, random
        self._soap = SOAP11 if quirks.soap11 else SOAP12
        self._constant_id = self._new_id()

    def request(self, operation: str, value: Mapping[str, Any]) -> tuple[bytes, Mapping[str, str]]:
        """Body and HTTP headers of a request."""
        body = client.request(self._contract, operation, value, headers={IDENTITY: self._identity},
                              addressing=self._addressing(operation), version=self._soap)
        if self._quirks.no_zone:
            body = _ZONE.sub(b"", body)
        if self._quirks.leading_newline:
            body = b"\n" + body
        return body, client.http_headers(self._contract, operation, body, self._soap)

    def answer(self, operation: str, reply: bytes | HttpReply) -> Any:
        """An answer as the model, whatever the HTTP status (SOAP-13).  Raises ServiceFault, Unintelligible."""
        try:
            return client.answer(self._contract, operation, reply).value
        except AnswerError as error:
            raise Unintelligible(str(error)) from None

    def _addressing(self, operation: str) -> Addressing | None:
        """Action, MessageID, To, From and ReplyTo (WSA-1, WSA-2, WSA-4, WSA-7, WSA-8)."""
        if self._quirks.no_addressing:
            return None
        sender = None if self._quirks.no_from else self.address
        headers = client.request_addressing(self._contract, operation, self._url, sender=sender)
        headers.message_id = self._message_id()
        return headers

    def _message_id(self) -> str | None:
        if self._quirks.no_message_id:
            return None
        return self._constant_id if self._quirks.constant_message_id else self._new_id()

    def _new_id(self) -> str:
        """A message id that the seed decides."""
        return f"urn:uuid:{uuid.UUID(int=self._random.getrandbits(128), version=4)}"
