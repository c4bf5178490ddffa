"""Taking a received message apart and judging it, with repairs where somebody offers them."""

from motown.soap import envelope
from motown.soap.exchange import Received
from motown.soap.faults import OverLimit, ServiceFault
from motown.soap.parsing import Limits

_MOST = 16
"""How often one message may be repaired and validated again."""


class Repairs:
    """What to do about messages that are not what a contract says.  Each hook may repair and have it tried again.

    A hook that repaired something appends a word for it to ``repairs`` and returns True.  This class repairs nothing.
    """

    def unparsed(self, received: Received, fault: ServiceFault) -> bool:
        """The bytes are no SOAP envelope; ``received.raw_repaired`` may be set to bytes that are.  Asked once.

        Not asked about messages over a limit or with a document type.
        """
        return False

    def undispatched(self, received: Received) -> bool:
        """No operation has the body's element; ``received.envelope.body`` may be renamed or replaced.  Asked once."""
        return False

    def invalid(self, received: Received, fault: ServiceFault) -> bool:
        """The body fails the schema; ``received.envelope.body`` may be changed.  Asked until it returns False."""
        return False

    def valid(self, received: Received) -> None:
        """The body has passed the schema; the last chance to change what is decoded of it."""


def take_apart(received: Received, repairs: Repairs, limits: Limits) -> None:
    """Set the envelope of a message.  Raises ServiceFault where it is not SOAP, OverLimit without asking anybody."""
    try:
        received.envelope = _read(received, limits)
    except OverLimit:
        raise
    except ServiceFault as fault:
        if not repairs.unparsed(received, fault):
            raise
        received.envelope = _read(received, limits)


def _read(received: Received, limits: Limits) -> envelope.Envelope:
    message = received.raw if received.raw_repaired is None else received.raw_repaired
    return envelope.read(message, limits, charset=received.charset)


def validate(received: Received, repairs: Repairs) -> None:
    """Judge the body of a message whose operation is known.  Raises ServiceFault where it fails the schema."""
    for _ in range(_MOST):
        try:
            received.contract.validate(received.envelope.body)
            break
        except ServiceFault as fault:
            if not repairs.invalid(received, fault):
                raise
    else:
        received.contract.validate(received.envelope.body)
    repairs.valid(received)
