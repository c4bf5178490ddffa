"""Messages that mean nothing to us, but came from a charge point that we know."""

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands
from motown.domain.errors import Refused


@handles(commands.RecordMessage)
def record_message(work: Work, command: commands.RecordMessage) -> None:  # noqa: ARG001, a handler takes both
    """The message and its fault are kept, and nothing else happens."""
    raise Refused(command.reason)
