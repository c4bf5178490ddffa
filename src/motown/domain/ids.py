"""The names by which the field calls things.  Each is a distinct type, so that mypy keeps them apart."""

from hashlib import blake2b
from typing import NewType
from uuid import uuid4

LONGEST_KEY = 255
"""Characters of the form by which idTags are compared: PostgreSQL's indexes take 2,700 bytes, XML takes anything."""

ChargePointId = NewType("ChargePointId", str)
"""The chargeBoxIdentity that a charge point sends in the header of each request; kept and compared verbatim (ID-8)."""

ConnectorId = NewType("ConnectorId", int)
"""1, 2, ... on one charge point; 0 stands for the charge point as a whole (ID-9)."""

TransactionId = NewType("TransactionId", int)
"""Given by the central system: positive, never reused, unique over all charge points (TX-3)."""

IdTag = NewType("IdTag", str)
"""What a driver presents; kept as received, compared without regard to case unless the settings say so (AUTH-15)."""

ReservationId = NewType("ReservationId", int)
"""Given by the central system in ReserveNow; comes back in StartTransaction (TX-5)."""

CommandId = NewType("CommandId", str)
"""Given by us to a command to a charge point: a UUID; its wsa:MessageID is ``urn:uuid:`` and this."""

PartyId = NewType("PartyId", str)
"""Who calls a service of ours; chosen by who adds it, never changed."""

GrantId = NewType("GrantId", str)
"""Given by us to what a party was granted: a UUID."""

SubscriptionId = NewType("SubscriptionId", str)
"""Given by us to a subscription to events: a UUID."""


def new_command_id() -> CommandId:
    """A name that no other command has: a random UUID (RFC 9562 §5.4)."""
    return CommandId(str(uuid4()))


def new_grant_id() -> GrantId:
    """A name that no other grant has: a random UUID."""
    return GrantId(str(uuid4()))


def new_subscription_id() -> SubscriptionId:
    """A name that no other subscription has: a random UUID."""
    return SubscriptionId(str(uuid4()))


def folded(id_tag: str, *, case_sensitive: bool = False) -> str:
    """The form of an idTag by which two of them are compared; of a very long one, its beginning and a digest."""
    tag = id_tag.strip()
    key = tag if case_sensitive else tag.casefold()
    if len(key) <= LONGEST_KEY:
        return key
    digest = blake2b(key.encode("utf-8", "surrogatepass"), digest_size=16).hexdigest()
    return f"{key[:LONGEST_KEY - len(digest) - 1]}~{digest}"
