"""``review``: what drivers say of charge points."""

from collections.abc import Iterator

import sqlalchemy as sa

from motown.domain import events
from motown.store.projections.base import Happened, Projections, Write, changes, new
from motown.store.statements import Statement
from motown.store.tables import review

PROJECTIONS = Projections(review)

POSTED = Statement(lambda to: sa.insert(to.table(review)))
HIDDEN = changes(review, "hidden_at", "hidden_reason", "changed_position")


@PROJECTIONS.projects(events.ReviewPosted)
def posted(happened: Happened) -> Iterator[Write]:
    """A new one."""
    event: events.ReviewPosted = happened.event
    same = ("review_id", "charge_point_id", "stars", "text", "author", "party", "transaction_id", "verified_session")
    yield Write(POSTED, ("review", event.review_id), {name: getattr(event, name) for name in same} | {
        "posted_at": happened.recorded_at, "hidden_at": None, "hidden_reason": None,
        "changed_position": happened.position})


@PROJECTIONS.projects(events.ReviewHidden)
def hidden(happened: Happened) -> Iterator[Write]:
    """It is not shown any more."""
    event: events.ReviewHidden = happened.event
    yield Write(HIDDEN, ("review", event.review_id), {"review_id": event.review_id} | new(
        hidden_at=happened.recorded_at, hidden_reason=event.reason, changed_position=happened.position))
