"""TokenService: the idTags that a party vouches for (standard, section 5.10; requirements MT-TOK)."""

from collections.abc import Iterable, Mapping
from typing import Any

from motown import queries
from motown.addon import Asking, Registry, WebService
from motown.contracts import motown10_token
from motown.domain import commands
from motown.domain.ids import IdTag, PartyId
from motown.domain.tokens import Forgotten, Token
from motown.queries import IdTagRow
from motown.services.paging import page_info


def service(_registry: Registry) -> WebService:
    """TokenService."""
    return WebService(motown10_token.contract, {"PutTokens": put, "ListTokens": list_}, profiles=("station",))


async def put(asking: Asking) -> Mapping[str, Any]:
    """Tell which idTags of the caller may charge."""
    request = asking.request
    _permit(asking, (*(one.idTag for one in request.token), *request.removeIdTag))
    return await asking.execute(
        commands.PutTokens(
            party_id=PartyId(asking.party_id), update_type=request.updateType, list_version=request.listVersion,
            tokens=tuple(_token(asking, one) for one in request.token),
            forgotten=tuple(Forgotten(id_tag=IdTag(one), key=asking.tag_key(one)) for one in request.removeIdTag)),
        lambda put: {"listVersion": put.list_version, "tokenCount": put.token_count, "duplicate": put.duplicate,
                     "position": put.position})


async def list_(asking: Asking) -> Mapping[str, Any]:
    """The caller's own."""
    request = asking.request
    _permit(asking, ())
    page = await asking.read(
        queries.tokens.listed, asking.party_id, asking.limit(), asking.cursor(),
        asking.tag_key(request.idTag) if request.idTag is not None else None, request.changedAfterPosition)
    return {"listVersion": page.list_version, "token": [_told(one) for one in page.tokens],
            "pageInfo": page_info(page)}


def _permit(asking: Asking, id_tags: Iterable[str]) -> None:
    """Refused where the caller may tell of none, or by a grant for certain idTags, of one of these not."""
    decision = asking.permit(own=True)
    if decision.constraints:
        for id_tag in id_tags:
            asking.permit(own=True, facts={"idTag": id_tag})


def _token(asking: Asking, said: Any) -> Token:
    parent = said.parentIdTag
    return Token(
        id_tag=IdTag(said.idTag), key=asking.tag_key(said.idTag), status=said.status, expires_at=said.expiresAt,
        parent_id_tag=IdTag(parent) if parent is not None else None,
        parent_key=asking.tag_key(parent) if parent is not None else None, contract_id=said.contractId)


def _told(row: IdTagRow) -> dict[str, Any]:
    """A token in the standard's words."""
    return {"idTag": row.id_tag, "parentIdTag": row.parent_id_tag, "status": row.status, "expiresAt": row.expires_at,
            "contractId": row.contract_id}
