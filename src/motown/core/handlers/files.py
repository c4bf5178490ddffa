"""What charge points have brought to our own file server, or fetched from it."""

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events


@handles(commands.ReceiveFile)
def receive_file(work: Work, command: commands.ReceiveFile) -> bool:
    """Keep that diagnostics are here (DG-3); whether it was news.

    The file server says it again when it does not know whether it was heard.
    """
    known = work.transferred_file(command.command_id)
    if known is not None and (known.file_name, known.sha256) == (command.file_name, command.sha256):
        return False
    work.count_transfer(command.user_name)
    work.record(events.DiagnosticsReceived(
        charge_point_id=command.charge_point_id, command_id=command.command_id, file_name=command.file_name,
        size_bytes=command.size_bytes, sha256=command.sha256))
    return True


@handles(commands.RecordFetch)
def record_fetch(work: Work, command: commands.RecordFetch) -> bool:
    """Keep that a firmware image was fetched (FW-3); whether it was news."""
    credential = work.transfer(command.user_name)
    if credential is not None and credential.completed >= command.nth:
        return False
    work.count_transfer(command.user_name)
    work.record(events.FirmwareFetched(
        charge_point_id=command.charge_point_id, command_id=command.command_id, file_name=command.file_name,
        size_bytes=command.size_bytes))
    return True
