"""The list of idTags."""

import pytest

from motown.domain import commands
from motown.domain.errors import Kind, Refused
from tests.harness import START

KEPT = ("id_tag", "expires_at", "parent_id_tag", "parent_key", "note", "charge_point_id", "connector_id")


def put(**known):
    return commands.PutIdTag(**{"id_tag": "Card", "key": "card"} | known)


def test_all_there_is_to_know_of_a_tag(server):
    server.execute(put(expires_at=START, parent_id_tag="Group", max_concurrent=3, note="Ann"))
    row = server.id_tag("card")
    assert (row.id_tag, row.status, row.expires_at) == ("Card", "Accepted", START)
    assert (row.max_concurrent, row.note) == (3, "Ann")
    assert (row.parent_id_tag, row.parent_key) == ("Group", "group")
    assert server.happened() == ["motown.IdTagChanged"]


@pytest.mark.parametrize("wrong", [
    {"key": ""}, {"status": "Invalid"}, {"status": "Expired"}, {"max_concurrent": -1}, {"parent_id_tag": "x" * 21},
    {"connector_id": 1}, {"charge_point_id": "EV-1", "connector_id": 0}],
    ids=str)
def test_what_no_tag_can_be_is_refused(server, wrong):
    with pytest.raises(Refused) as refused:
        server.execute(put(**wrong))
    assert refused.value.kind is Kind.INVALID
    assert server.news() == []


def test_a_blocked_tag_keeps_all_else_that_is_known_of_it(server):
    server.execute(put(expires_at=START, parent_id_tag="Group", parent_key="Group", max_concurrent=3, note="Ann",
                       charge_point_id="EV-1", connector_id=2))
    before = server.id_tag("card")
    server.execute(commands.BlockIdTag(id_tag="Card", key="card"))
    row = server.id_tag("card")
    assert row.status == "Blocked"
    assert [getattr(row, name) for name in KEPT] == [getattr(before, name) for name in KEPT]


def test_an_unknown_tag_may_be_blocked_ahead(server):
    server.execute(commands.BlockIdTag(id_tag="Stolen", key="stolen"))
    assert server.id_tag("stolen").status == "Blocked"


def test_blocked_twice_is_no_news(server):
    server.execute(*[commands.BlockIdTag(id_tag="Card", key="card")] * 2)
    assert server.happened() == ["motown.IdTagChanged"]


def test_a_tag_that_is_not_there_cannot_be_removed(server):
    with pytest.raises(Refused, match="there is no idTag Card"):
        server.execute(commands.RemoveIdTag(id_tag="Card", key="card"))


def test_many_are_put_all_or_none(server):
    many = [put(id_tag=f"C{number}", key=f"c{number}") for number in range(3)]
    assert server.execute(commands.ImportIdTags(id_tags=tuple(many))) == 3
    with pytest.raises(Refused):
        server.execute(commands.ImportIdTags(id_tags=(put(), put(status="nonsense"))))
    assert server.id_tag("card") is None
    assert server.id_tag("c2") is not None


def test_a_tag_that_is_bound_to_a_place_is_unknown_elsewhere(server, ev):
    """Authorize says no connector; the start does."""
    server.put_tag("Here", charge_point_id="EV-1", connector_id=2)
    server.put_tag("Elsewhere", charge_point_id="EV-2")
    assert ev.authorize("Here").status == "Accepted"
    assert ev.authorize("Elsewhere").status == "Invalid"
    wrong = ev.start("Here", connectorId=1)
    assert wrong.idTagInfo.status == "Invalid"
    ev.stop(wrong.transactionId)
    right = ev.start("Here", connectorId=2)
    assert right.idTagInfo.status == "Accepted"
    assert ev.stop(right.transactionId, idTag="Elsewhere").status == "Invalid"
