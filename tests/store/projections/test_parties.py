from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from motown.domain import events
from motown.domain.access import Constraint, Target
from motown.store import parties
from motown.store.access_tables import access_grant, party, party_certificate
from motown.store.rebuild import verify
from tests.store.support import at, record, recording, rows, unit


def changed(party_id="acme", **known):
    return events.PartyChanged(party_id=party_id, **{
        "name": "Acme", "roles": ("CSO",), "user": party_id, "revision": 1, **known})


def credential(party_id="acme", kind="password", *, present=True, certificates=()):
    return events.PartyCredentialChanged(party_id=party_id, kind=kind, present=present, certificates=certificates)


def test_the_last_change_holds_and_the_first_tells_since_when(store, tower):
    first = record(store, changed(contact="+49"))
    tower.advance(60)
    last = record(store, changed(roles=("EMP", "SITE"), user="boss", enabled=False, revision=7))
    row = store.read_now(parties.get, "acme")
    assert (row.roles, row.user_name, row.contact, row.enabled, row.revision) == (
        ["EMP", "SITE"], "boss", None, False, 7)
    assert (row.added_at, row.changed_at) == (at(0), at(60))
    assert (row.added_position, row.changed_position) == (first.last_position, last.last_position)
    assert store.read_now(parties.by_user, "boss") == row
    assert store.read_now(parties.by_user, "acme") is None


def test_credentials_are_told_but_for_their_secrets(store):
    record(store, changed(), credential(), credential(kind="certificate", certificates=("aa", "bb")))
    assert store.read_now(parties.get, "acme").has_password
    assert store.read_now(parties.certificates, "acme") == ["aa", "bb"]
    assert store.read_now(parties.by_certificate, "bb").party_id == "acme"
    record(store, credential(kind="certificate", certificates=("bb", "cc")), credential(present=False))
    assert store.read_now(parties.by_certificate, "aa") is None
    assert store.read_now(parties.certificates, "acme") == ["bb", "cc"]
    assert not store.read_now(parties.get, "acme").has_password
    record(store, credential(kind="one-time password"), changed(revision=2))
    assert store.read_now(parties.get, "acme").has_password, "a change of the rest leaves it"


def test_a_removed_one_leaves_nothing_and_others_stay(store):
    given_one = events.GrantAdded(party_id="acme", grant_id="g", operations=("GetHealth",), targets=(Target("All"),))
    record(store, changed(), changed("other"), credential("acme", "certificate", certificates=("aa",)), given_one,
           credential("other", "certificate", certificates=("bb",)))
    record(store, events.PartyRemoved(party_id="acme"))
    assert store.read_now(parties.known, "acme") is None
    assert rows(store, access_grant) == []
    assert [one["fingerprint"] for one in rows(store, party_certificate)] == ["bb"]
    record(store, changed(revision=1))
    assert store.read_now(parties.known, "acme").grants == []


def test_all_that_lets_a_party_in_at_one_moment(store):
    record(store, changed(), credential("acme", "certificate", certificates=("aa",)),
           events.GrantAdded(party_id="acme", grant_id="g", operations=("GetHealth",), targets=(Target("All"),)),
           events.GrantAdded(party_id="acme", grant_id="h", operations=("GetHealth",), targets=(Target("All"),)),
           events.GrantRevoked(party_id="acme", grant_id="h"))
    store.run(unit(lambda session: session.write(parties.SET, ("party_credential", "acme"), {
        "party_id": "acme", "password_hash": "#", "one_time_until": at(5), "changed_at": at(0)})))
    found = store.read_now(parties.known_by_user, "acme")
    assert found == store.read_now(parties.known_by_certificate, "aa")
    assert (found.credential.password_hash, found.credential.one_time_until) == ("#", at(5))
    assert ([one.grant_id for one in found.grants], found.certificates) == (["g"], ["aa"])
    store.run(unit(lambda session: session.write(parties.FORGET, ("party_credential", "acme"), {"party_id": "acme"})))
    assert store.read_now(parties.known, "acme").credential is None
    assert store.read_now(parties.known_by_user, "nobody") is None


def test_pages_in_the_order_in_which_they_were_added(store):
    for name in ("c", "a", "b"):
        record(store, changed(name))
    seen = store.read_now(parties.page)
    assert [one.party_id for one in seen] == ["c", "a", "b"]
    assert [one.party_id for one in store.read_now(parties.page, seen[0].added_position, 1)] == ["a"]
    record(store, changed("c", revision=2))
    assert [one.party_id for one in store.read_now(parties.page, 0, 9, seen[-1].changed_position)] == ["c"]
    assert store.read_now(parties.count) == 3
    assert store.read_now(parties.beginning, "a", 5) == ["a"]


def test_each_store_has_a_secret_of_its_own_that_stays(store):
    secret = store.read_now(parties.secret)
    assert len(secret) == 32
    assert secret == store.read_now(parties.secret)
    assert secret != bytes(32)


names, marks = st.sampled_from(["a", "b"]), st.sampled_from(["g", "h"])
moments = st.none() | st.integers(-9, 9).map(at)
targets = st.sampled_from([Target("All"), Target("Connector", "EV-1", 2), Target("Group", "ü")])
histories = st.lists(st.one_of(
    st.builds(changed, names, user=names, enabled=st.booleans(), revision=st.integers(0, 5), contact=st.none() | names),
    st.builds(credential, names, st.sampled_from(["password", "certificate"]), present=st.booleans(),
              certificates=st.lists(st.sampled_from(["aa", "bb", "cc"]), unique=True).map(tuple)),
    st.builds(events.PartyRemoved, party_id=names),
    st.builds(events.GrantAdded, party_id=names, grant_id=marks, access_classes=st.just(("R-RAW",)),
              targets=st.lists(targets, min_size=1, max_size=2).map(tuple), valid_to=moments,
              constraints=st.lists(st.just(Constraint("idTag", "A")), max_size=1).map(tuple)),
    st.builds(events.GrantRevoked, party_id=names, grant_id=marks)), max_size=15)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=12, deadline=None)
@given(history=histories, size=st.integers(1, 6), chunk=st.integers(1, 20))
def test_the_log_makes_the_same_tables_again(store, url, history, size, chunk):
    for place in range(0, len(history), size):
        store.run(unit(recording(*history[place:place + size])))
    found = verify(url, chunk=chunk)
    assert {table.name: found[table.name] for table in (party, party_certificate, access_grant)} == {
        "party": 0, "party_certificate": 0, "access_grant": 0}
