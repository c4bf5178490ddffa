"""What a command is: something asked of the core, refused or done.  Nothing changes in any other way."""

import msgspec

from motown.domain.ids import ChargePointId


class Command(msgspec.Struct, frozen=True, kw_only=True):
    """Something asked."""

    @property
    def keys(self) -> frozenset[str]:
        """What it is about (``cp:EV-1``, ``tag:abc``, ``tx:17``): commands that share one are carried out in order."""
        return frozenset()


class FromChargePoint(Command, frozen=True, kw_only=True):
    """Something a charge point says; who it is has been checked by the edge as far as it has a credential."""

    charge_point_id: ChargePointId
    protocol: str = "ocpp1.5-soap"
    remote_address: str | None = None
    address: str | None = None
    """A usable wsa:From: where it can be called (WSA-5)."""
    authenticated: bool = False
    """It has shown a credential of its own."""

    @property
    def keys(self) -> frozenset[str]:
        """The charge point."""
        return frozenset((f"cp:{self.charge_point_id}",))
