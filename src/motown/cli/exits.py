"""How commands end, for the programs that start them; the table is part of ``motown --help`` and docs/cli.rst."""

from enum import IntEnum

from motown.domain.errors import Kind


class Exit(IntEnum):
    """The exit codes."""

    OK = 0
    FAILED = 1
    """It was refused, or went wrong."""
    USAGE = 2
    """The command line or the settings are wrong; nothing was tried."""
    NOT_FOUND = 3
    """What it is about does not exist."""
    UNAVAILABLE = 4
    """The store cannot be reached or written; trying again later may help."""
    NOT_SUCCEEDED = 5
    """A command to a charge point has ended otherwise than Succeeded."""
    PENDING = 6
    """A command to a charge point has not ended yet."""
    INTERRUPTED = 130
    """Ctrl-C."""


BY_KIND = {Kind.NOT_FOUND: Exit.NOT_FOUND, Kind.UNAVAILABLE: Exit.UNAVAILABLE}
"""Why the core refused -> how the command ends; else FAILED."""
