from motown.domain import events
from motown.domain.access import Constraint, Grant, Target
from motown.store import grants
from tests.store.support import at, record


def added(grant_id="g", party_id="acme", **known):
    return events.GrantAdded(grant_id=grant_id, party_id=party_id, **{
        "operations": ("GetHealth",), "targets": (Target("All"),), **known})


def test_a_grant_comes_back_as_it_was_given(store):
    record(store, added(
        access_classes=("R-RAW", "C-SESSION"), targets=(Target("Connector", "EV-1", 2), Target("Site", "é")),
        valid_from=at(1), valid_to=at(2), constraints=(Constraint("idTag", "A"), Constraint("maxPowerW", "9")), by="b"))
    row = store.read_now(grants.get, "g")
    assert row.grant() == Grant(
        grant_id="g", party_id="acme", operations=("GetHealth",), access_classes=("R-RAW", "C-SESSION"),
        targets=(Target("Connector", "EV-1", 2), Target("Site", "é")), valid_from=at(1), valid_to=at(2),
        constraints=(Constraint("idTag", "A"), Constraint("maxPowerW", "9")))
    assert (row.granted_by, row.granted_at) == ("b", at(0))


def test_a_revoked_one_counts_no_more_but_can_be_read(store, tower):
    record(store, added(), added("h"))
    tower.advance(5)
    record(store, events.GrantRevoked(party_id="acme", grant_id="g", by="boss"))
    row = store.read_now(grants.get, "g")
    assert (row.revoked_at, row.revoked_by, row.grant().revoked) == (at(5), "boss", True)
    assert [one.grant_id for one in store.read_now(grants.of, "acme")] == ["h"]
    assert [one.grant_id for one in store.read_now(grants.page)] == ["h"]
    assert [one.grant_id for one in store.read_now(grants.page, revoked=True)] == ["g", "h"]


def test_pages_of_all_or_of_one_party(store):
    for name, party in (("3", "a"), ("1", "b"), ("2", "a")):
        record(store, added(name, party))
    seen = store.read_now(grants.page)
    assert [one.grant_id for one in seen] == ["3", "1", "2"]
    assert [one.grant_id for one in store.read_now(grants.page, seen[0].granted_position, 1)] == ["1"]
    assert [one.grant_id for one in store.read_now(grants.page, party_id="a")] == ["3", "2"]
    assert store.read_now(grants.get, "9") is None


def test_found_by_how_an_id_begins(store):
    record(store, added("abc"), added("abd"), added("b"))
    assert [one.grant_id for one in store.read_now(grants.beginning, "ab")] == ["abc", "abd"]
    assert [one.grant_id for one in store.read_now(grants.beginning, "abd")] == ["abd"]
