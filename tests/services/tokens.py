"""idTags that providers vouch for, put past the service."""

from itertools import count

from motown.domain import commands
from motown.domain.tokens import Token
from tests.harness import Server

_VERSIONS = count(1)


def vouch(server: Server, party_id: str, *id_tags: str) -> None:
    """The party vouches for these as well from now on."""
    server.execute(commands.PutTokens(
        party_id=party_id, update_type="Differential", list_version=next(_VERSIONS),
        tokens=tuple(Token(id_tag=one, key=server.key(one), status="Accepted") for one in id_tags)))
