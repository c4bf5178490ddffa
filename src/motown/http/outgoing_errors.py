"""What becomes of a request that gets no answer.

The difference that counts is whether the other side may have received it: a command whose bytes may have arrived must
not be sent a second time.
"""

from typing import Literal

NotReachedKind = Literal["address", "forbidden", "name", "refused", "timeout", "tls"]
NoReplyKind = Literal["timeout", "lost", "long", "garbage"]


class OutgoingError(Exception):
    """No whole answer.  ``reason`` is for people and says what to do; it holds no credentials.

    ``remote_address`` is the IP address that was called; None where it did not come so far.
    """

    def __init__(self, reason: str, remote_address: str | None = None) -> None:
        super().__init__(reason)
        self.reason, self.remote_address = reason, remote_address


class NotReached(OutgoingError):
    """Not a byte of the request was sent; it may be sent again.

    ``kind``: "address" (the URL cannot be called), "forbidden" (our own policy), "name" (it has no IP address),
    "refused" (refused, no route, hung up at once, or no socket left here), "timeout", "tls" (no TLS, or not trusted).
    """

    def __init__(self, reason: str, kind: NotReachedKind, remote_address: str | None = None) -> None:
        super().__init__(reason, remote_address)
        self.kind: NotReachedKind = kind


class NoReply(OutgoingError):
    """The request was sent, or may have been, and no whole answer came.

    ``kind``: "timeout", "lost" (the connection), "long" (the answer is over a limit), "garbage" (it is no HTTP).
    ``is_stale``: a kept connection ended without a byte of an answer.  Most likely the other side had closed it before
    the request arrived; what does no harm twice may be sent again at once (rule SOAP-12).
    """

    def __init__(self, reason: str, kind: NoReplyKind, remote_address: str | None = None, *,
                 is_stale: bool = False) -> None:
        super().__init__(reason, remote_address)
        self.kind: NoReplyKind = kind
        self.is_stale = is_stale
