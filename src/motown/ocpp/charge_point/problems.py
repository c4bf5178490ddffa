"""Why a command could not be sent."""


class Unsendable(Exception):
    """Nothing was sent; ``reason`` says why and what to do.  ``is_final``: trying again is of no use."""

    def __init__(self, reason: str, *, is_final: bool) -> None:
        super().__init__(reason)
        self.reason, self.is_final = reason, is_final
