"""The verdict on an idTag: AUTH-6 and AUTH-7."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest

from motown.domain.authorization import Place, Verdict, judge, judge_start

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Tag:
    """An idTag as our list may hold it."""

    status: str = "Accepted"
    expires_at: datetime | None = None
    parent_id_tag: str | None = None
    max_concurrent: int = 1
    charge_point_id: str | None = None
    connector_id: int | None = None


@pytest.mark.parametrize(("tag", "parent", "status"), [
    (None, None, "Invalid"),
    (Tag(), None, "Accepted"),
    (Tag(status="Blocked"), None, "Blocked"),
    (Tag(expires_at=NOW), None, "Expired"),
    (Tag(expires_at=NOW + timedelta(seconds=1)), None, "Accepted"),
    (Tag(status="Blocked", expires_at=NOW), None, "Blocked"),
    (Tag(parent_id_tag="G"), Tag(status="Blocked"), "Blocked"),
    (Tag(parent_id_tag="G"), Tag(expires_at=NOW), "Accepted"),
])
def test_order_of_the_checks(tag: Tag | None, parent: Tag | None, status: str) -> None:
    """AUTH-7."""
    assert judge(tag, parent, None, NOW).status == status


def test_the_whole_id_tag_info_goes_out() -> None:
    until = NOW + timedelta(days=1)
    assert judge(Tag(expires_at=until, parent_id_tag="G"), None, None, NOW) == Verdict(
        status="Accepted", expires_at=until, parent_id_tag="G")


def test_who_vouches_counts_only_for_tags_that_we_do_not_know() -> None:
    vouched = Verdict(status="Accepted", decided_by="roaming")
    assert judge(None, None, vouched, NOW) is vouched
    assert judge(Tag(status="Blocked"), None, vouched, NOW).status == "Blocked"


@pytest.mark.parametrize(("limit", "already", "status"), [
    (1, 0, "Accepted"), (1, 1, "ConcurrentTx"), (2, 1, "Accepted"), (2, 2, "ConcurrentTx"), (0, 99, "Accepted")])
def test_concurrent_transactions(limit: int, already: int, status: str) -> None:
    """AUTH-6; 0 is no limit."""
    assert judge_start(Verdict(status="Accepted"), Tag(max_concurrent=limit), already).status == status


def test_concurrency_never_betters_a_verdict() -> None:
    assert judge_start(Verdict(status="Blocked"), Tag(), 5).status == "Blocked"


@pytest.mark.parametrize(("bound", "place", "status"), [
    ((None, None), Place("EV-1", 1), "Accepted"),
    (("EV-1", None), Place("EV-1", 1), "Accepted"),
    (("EV-1", None), Place("EV-2", 1), "Invalid"),
    (("EV-1", 2), Place("EV-1", 2), "Accepted"),
    (("EV-1", 2), Place("EV-1", 1), "Invalid"),
    (("EV-1", 2), Place("EV-1"), "Accepted"),
    (("EV-1", 2), Place("EV-2"), "Invalid"),
])
def test_a_tag_is_unknown_where_it_does_not_belong(
        bound: tuple[str | None, int | None], place: Place, status: str) -> None:
    tag = Tag(charge_point_id=bound[0], connector_id=bound[1], parent_id_tag="G", expires_at=NOW + timedelta(days=1))
    verdict = judge(tag, None, Verdict(status="Accepted"), NOW, place)
    assert verdict.status == status
    assert (verdict.parent_id_tag, verdict.expires_at) == (
        (None, None) if status == "Invalid" else ("G", tag.expires_at))


def test_elsewhere_comes_before_blocked() -> None:
    assert judge(Tag(status="Blocked", charge_point_id="EV-1"), None, None, NOW, Place("EV-2")).status == "Invalid"
