"""What our own file server has to tell."""

from motown.domain.commands.charge_points import ForChargePoint


class TransferFile(ForChargePoint, frozen=True, kw_only=True):
    """A file has been brought or fetched to the end, by a credential that was made for it."""

    command_id: str
    user_name: str
    """The credential."""
    file_name: str
    size_bytes: int


class ReceiveFile(TransferFile, frozen=True, kw_only=True):
    """A charge point has brought a diagnostics file (DG-3); it is safe on the disk."""

    sha256: str
    """Hexadecimal."""


class RecordFetch(TransferFile, frozen=True, kw_only=True):
    """A charge point has fetched a firmware image (FW-3)."""

    nth: int
    """Which time it is, 1 for the first."""
