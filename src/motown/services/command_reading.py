"""GetCommand, ListCommands and CancelCommand: what has become of commands (requirements MT-CMD-04 to 14)."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from motown import queries
from motown.addon import Asking, CommandRow, Registry
from motown.domain import commands
from motown.domain.access import Facts, Target
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId
from motown.queries import CommandPage, Story
from motown.services import command_table
from motown.services.command_access import R_RAW
from motown.services.command_told import id_tags_of, party_of, told
from motown.services.paging import page_info
from motown.standard.asking import target_of

Answer = Mapping[str, Any]
GET, FINISHED = "GetCommand", "Finished"
AT_ONCE, OVER = ("Scheduled",), ("Cancelled", "Expired")
"""States that need no waiting for, as every command has been there; and others in which it is over."""


class Reads:
    """Answers them."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry

    # -- one

    async def get_command(self, asking: Asking) -> Answer:
        """GetCommand: at once, or when the command gets so far (requirement MT-CMD-12); nothing waits in a thread."""
        story = await self._visible(asking)
        seconds, until = asking.wait_seconds(), asking.request.waitFor or FINISHED
        if seconds and until not in AT_ONCE and story.row.outcome == "Pending":
            with asking.waiting():
                await self.registry.wait_for_command(
                    story.row.command_id, FINISHED if until in OVER else until, seconds)
            await asking.look_again()
            story = await self._visible(asking)
        return {"command": await _told(asking, story)}

    async def cancel_command(self, asking: Asking) -> Answer:
        """CancelCommand: what has not been sent (requirement MT-CMD-13)."""
        row = (await self._visible(asking)).row
        decision = asking.may(target=target_of(row.charge_point_id, row.connector_id), own=_is_own(asking, row),
                              facts=_facts(row))
        if not decision.allowed:
            raise asking.denied(decision)  # that it is there is known
        done = await asking.execute(commands.CancelCommand(
            charge_point_id=ChargePointId(row.charge_point_id), command_id=row.command_id, party=asking.party_id,
            reason=asking.request.note))
        return await self.cancelled(asking, done)

    async def cancelled(self, asking: Asking, done: Answer) -> Answer:
        """The answer to CancelCommand, now or when it was done before: with the command as it stands."""
        return {"command": await _told(asking, await self._visible(asking)), **done}

    async def _visible(self, asking: Asking) -> Story:
        """The command; Refused as if there were none where the caller may not know of it (requirement MT-CMD-14)."""
        command_id = asking.request.commandId
        story: Story | None = await asking.read(queries.command_list.get, command_id)
        if story is None or not any(_may_see(asking, story.row, one) for one in {GET, asking.operation}):
            raise Refused(f"there is no command {command_id}", Kind.NOT_FOUND, field="commandId")
        return story

    # -- many

    async def list_commands(self, asking: Asking) -> Answer:
        """ListCommands: in the order in which they were taken."""
        reach, limit, cursor = asking.reach(R_RAW, asking.operation), asking.limit(), asking.cursor()
        allowed = [*reach.targets, *(target for one in reach.limited for target in one.targets)]
        found: CommandPage = await asking.read(queries.command_list.page, _wanted(asking, allowed), limit, cursor)
        seen = [one for one in found.commands if _may_see(asking, one.row, asking.operation)]
        return {"command": await _told_all(asking, seen),
                "pageInfo": page_info(found)}


def _wanted(asking: Asking, allowed: Sequence[Target]) -> queries.command_list.Wanted:
    request = asking.request
    rows = command_table.rows()
    return queries.command_list.Wanted(
        targets=[Target(one.kind, one.id, one.connectorId) for one in request.target] or None,
        allowed=allowed, own_of=asking.party_id, party_id=request.partyId,
        operations=[rows[name].ocpp_name for name in request.name if name in rows] if request.name else None,
        extensions=[name for name in request.name if name not in rows], states=request.state,
        since=request.since, until=request.until, changed_after=request.changedAfterPosition)


def _is_own(asking: Asking, row: CommandRow) -> bool:
    return party_of(row) == asking.party_id


def _may_see(asking: Asking, row: CommandRow, operation: str) -> bool:
    """Whether the caller has issued the command, or may use an operation for those of others there."""
    if _is_own(asking, row):
        return True
    target = target_of(row.charge_point_id, row.connector_id)
    return asking.may(operation, target, own=False, facts=_facts(row)).allowed


def _facts(row: CommandRow) -> Facts:
    tag = row.parameters.get("idTag")
    return {"idTag": tag} if isinstance(tag, str) else {}


async def _told(asking: Asking, story: Story) -> Answer:
    [one] = await _told_all(asking, [story])
    return one


async def _told_all(asking: Asking, stories: Sequence[Story]) -> list[dict[str, Any]]:
    """Commands with their idTags as the caller may see them; who has issued one sees what it has sent."""
    others = [one.row for one in stories if not _is_own(asking, one.row)]
    owners = await _owners(asking, {tag for row in others for tag in id_tags_of(row)})
    return [told(one, _seeing(asking, one.row, owners), is_issuer=_is_own(asking, one.row)) for one in stories]


def _seeing(asking: Asking, row: CommandRow, owners: Mapping[str, str]) -> Callable[[str], str]:
    if _is_own(asking, row):
        return str
    return lambda tag: asking.id_tag(tag, row.charge_point_id, row.connector_id,
                                     own=owners.get(asking.tag_key(tag)) == asking.party_id)


async def _owners(asking: Asking, tags: Iterable[str]) -> Mapping[str, str]:
    keys = sorted({asking.tag_key(tag) for tag in tags})
    found: Mapping[str, str] = await asking.read(queries.id_tags.owners, keys) if keys else {}
    return found
