"""What is told of charge points, which of them belong together, and what drivers say of them."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from motown.core.bus import handles
from motown.core.work import Work
from motown.domain import commands, events
from motown.domain.access_policy import ADMIN
from motown.domain.charge_point_info import problems, told
from motown.domain.errors import Kind, Refused
from motown.domain.ids import ChargePointId, TransactionId
from motown.domain.revisions import is_news
from motown.store import charge_point_info, groups, reviews

GROUP_KINDS = ("Group", "GridPoint", "Site")
MOST_MEMBERS = 10_000
LONGEST_REVIEW = 1000
LONGEST_NOTE = 255
LONGEST_ID = 255


class Put(NamedTuple):
    """What came of putting something that has revisions."""

    revision: int
    duplicate: bool
    """Whether it was so already."""
    position: int | None = None
    """Where that was recorded, if it was before; None: now."""


class Posted(NamedTuple):
    """What came of posting a review."""

    review_id: int
    verified_session: bool


@handles(commands.PutChargePointInfo)
def put_info(work: Work, command: commands.PutChargePointInfo) -> Put:
    """Replace what is told of a charge point."""
    work.known(command.charge_point_id)
    for field, wrong in problems(command.info):
        raise Refused(f"{field}: {wrong}", Kind.INVALID)
    known = charge_point_info.get(work.session.connection, command.charge_point_id)
    same = known is not None and known.info == told(command.info)
    news = is_news(known.revision if known else None, command.revision, same=same)
    if news:
        work.record(events.ChargePointInfoChanged(
            charge_point_id=command.charge_point_id, revision=command.revision, info=command.info))
    return Put(command.revision, not news, None if news or known is None else known.position)


@handles(commands.PutGroup)
def put_group(work: Work, command: commands.PutGroup) -> Put:
    """Make or replace a group; a charge point is at one grid point and one site at most."""
    _check_group(command)
    connection = work.session.connection
    wanted = tuple(dict.fromkeys(command.charge_point_ids))
    if missing := groups.unknown(connection, wanted):
        raise Refused(f"there is no charge point {missing[0]}", Kind.NOT_FOUND)
    known, members = groups.get(connection, command.group_id), groups.members(connection, command.group_id)
    _check_others(command, members)
    if command.kind != "Group" and (taken := groups.elsewhere(connection, command.kind, command.group_id, wanted)):
        raise Refused(f"charge point {taken[0]} is in {command.kind} {taken[1]} already", Kind.CONFLICT)
    same = known is not None and (known.kind, known.name, set(members)) == (command.kind, command.name, set(wanted))
    news = is_news(known.revision if known else None, command.revision, same=same)
    if news:
        left = tuple(ChargePointId(one) for one in members if one not in set(wanted))
        work.record(events.GroupChanged(
            group_id=command.group_id, kind=command.kind, name=command.name, charge_point_ids=wanted, left=left,
            revision=command.revision))
    return Put(command.revision, not news, None if news or known is None else known.changed_position)


def _check_others(command: commands.PutGroup, members: Sequence[str]) -> None:
    """Refused where the group has charge points that are not for who asks to put elsewhere."""
    if command.permitted is not None and not set(members) <= set(command.permitted):
        raise Refused(f"the group {command.group_id} has charge points of others", Kind.NOT_PERMITTED,
                      field="groupId", grant_hint=ADMIN)


def _check_group(command: commands.PutGroup) -> None:
    if command.kind not in GROUP_KINDS:
        raise Refused(f"kind: is one of {', '.join(GROUP_KINDS)}", Kind.INVALID)
    if len(command.charge_point_ids) > MOST_MEMBERS:
        raise Refused(f"chargePointId: a group has at most {MOST_MEMBERS}", Kind.INVALID)
    _check_lengths({"groupId": (command.group_id, LONGEST_ID), "name": (command.name, LONGEST_NOTE)})
    if not command.group_id:
        raise Refused("groupId: has at least one character", Kind.INVALID)


def _check_lengths(texts: Mapping[str, tuple[str | None, int]]) -> None:
    for field, (text, longest) in texts.items():
        if len(text or "") > longest:
            raise Refused(f"{field}: has at most {longest} characters", Kind.INVALID)


@handles(commands.PostReview)
def post_review(work: Work, command: commands.PostReview) -> Posted:
    """Keep what a driver says; verified where it is about a transaction here that nobody has reviewed yet."""
    work.known(command.charge_point_id)
    if not 1 <= command.stars <= 5:
        raise Refused("stars: is 1 to 5", Kind.INVALID)
    _check_lengths({"text": (command.text, LONGEST_REVIEW), "author": (command.author, LONGEST_NOTE)})
    number = command.transaction_id
    verified = number is not None and work.transaction(number, command.charge_point_id) is not None
    if verified and number is not None:
        verified = not reviews.is_reviewed(work.session.connection, number)
    review_id = work.session.next_number("review")
    work.record(events.ReviewPosted(
        charge_point_id=command.charge_point_id, review_id=review_id, stars=command.stars, text=command.text or None,
        author=command.author or None, transaction_id=TransactionId(number) if number is not None else None,
        verified_session=verified, party=command.party))
    return Posted(review_id, verified)


@handles(commands.HideReview)
def hide_review(work: Work, command: commands.HideReview) -> None:
    """Show it no more; once is enough."""
    _check_lengths({"reason": (command.reason, LONGEST_NOTE)})
    row = reviews.get(work.session.connection, command.review_id)
    if row is None:
        raise Refused(f"there is no review {command.review_id}", Kind.NOT_FOUND)
    if row.hidden_at is None:
        work.record(events.ReviewHidden(
            charge_point_id=ChargePointId(row.charge_point_id), review_id=row.review_id, reason=command.reason,
            party=command.party))
