"""What drivers say of charge points (requirement MT-CHP-10)."""

from collections.abc import Mapping
from typing import Any

from motown import queries
from motown.addon import Asking
from motown.domain import commands
from motown.domain.ids import ChargePointId
from motown.domain.reach import ID_TAG
from motown.queries import ReviewPage, ReviewsWanted, TransactionRow
from motown.services.chargepoint_sight import NO_FACTS, Sight
from motown.services.paging import page_info
from motown.standard.asking import nothing_there, target_of


async def post(asking: Asking) -> Mapping[str, Any]:
    """Keep what a driver says; it is of a real session where the caller may see that transaction."""
    request, sight = asking.request, Sight(asking)
    target = target_of(request.chargePointId)
    if not asking.knows(target):
        raise nothing_there(target)
    session = await _session(asking, sight)
    asking.permit(target, own=True, facts={ID_TAG: session.id_tag} if session is not None else NO_FACTS)
    await sight.find(request.chargePointId)
    return await asking.execute(commands.PostReview(
        charge_point_id=ChargePointId(request.chargePointId), stars=request.stars, text=request.text,
        author=request.author, transaction_id=session.transaction_id if session is not None else None,
        party=asking.party_id),
        lambda posted: {"reviewId": str(posted.review_id), "verifiedSession": posted.verified_session})


async def _session(asking: Asking, sight: Sight) -> TransactionRow | None:
    """The transaction that the driver speaks of; None where the caller may not see one of that name."""
    said = asking.request.transactionId
    if said is None or not (said.isascii() and said.isdecimal() and len(said) < 19):
        return None
    row: TransactionRow | None = await asking.read(queries.transactions.get, int(said))
    if row is None:
        return None
    seen = sight.sees_transaction(row.charge_point_id, row.connector_id, row.id_tag_key, row.party_id)
    return row if seen else None


async def list_(asking: Asking) -> Mapping[str, Any]:
    """Reviews of charge points that the caller may know of."""
    request, sight = asking.request, Sight(asking)
    wanted = ReviewsWanted(sight.allowed, sight.unaccepted, request.chargePointId, request.changedAfterPosition)
    page: ReviewPage = await asking.read(queries.review_list.page, wanted, asking.limit(), asking.cursor())
    return {"review": [{
        "reviewId": str(one.review_id), "chargePointId": one.charge_point_id, "stars": one.stars, "text": one.text,
        "author": one.author, "verifiedSession": one.verified_session, "postedAt": one.posted_at}
        for one in page.reviews],
        "pageInfo": page_info(page)}
