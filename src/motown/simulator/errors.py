"""Why something did not happen, seen from the charge point."""


class NoAnswer(Exception):
    """Nothing came back: refused or lost connection, time-out, switched off-line.  Not a fault (OFF-7)."""


class Unintelligible(Exception):
    """Something came back that is no SOAP answer of this operation: a login page, a proxy's error (Q-WSA-12)."""


class NotRegistered(Exception):
    """Only BootNotification may be sent until the central system has accepted the charge point (BOOT-7)."""


class Refused(Exception):  # the charge point says no
    """The charge point itself refused; its argument is the status or verdict: ``Blocked``, ``Occupied``."""


class CommandFault(Exception):  # SOAP calls it a fault
    """A command answered by a SOAP fault: ``subcode`` is OCPP's word for it (FLT-3)."""

    def __init__(self, subcode: str, reason: str) -> None:
        super().__init__(reason)
        self.subcode = subcode
