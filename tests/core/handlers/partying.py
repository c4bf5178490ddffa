"""What tests of parties and grants say often."""

from motown.domain import commands
from motown.domain.access import Target
from motown.domain.errors import Refused
from motown.domain.ids import new_grant_id


def put(party_id="acme", **known):
    return commands.PutParty(party_id=party_id, **{"name": "Acme", "roles": ("CSO",), **known})


def grant(party_id="acme", **known):
    return commands.GrantAccess(party_id=party_id, **{
        "grant_id": new_grant_id(), "operations": ("GetHealth",), "targets": (Target("All"),), **known})


def refusal(server, command):
    """Why a command was refused."""
    try:
        result = server.execute(command)
    except Refused as refused:
        return refused
    raise AssertionError(f"it was not refused: {result}")


def happened(server, event_type):
    """The events of a type, since the store was made."""
    return [one.event for one in server.log() if one.type == event_type.TYPE]
