"""Refusals are kept, and nobody fills the store by asking."""

import pytest

from motown.domain import commands, events
from motown.standard.denials import MOST
from tests.services.calling import Anybody, Party, refusal


def denied(server):
    return [one.event for one in server.log() if one.type == events.AccessDenied.TYPE]


@pytest.fixture
def cso(server):
    return Party(server, "cso", "CSO", own=("EV-1",))


def ask(party, operation="ListParties", /, code="NotPermitted", **fields):
    with refusal(code):
        party("access", operation, **fields)


def test_what_was_refused_and_to_whom(server, cso):
    ask(cso)
    one, = denied(server)
    assert (one.party_id, one.operation, one.access_class, one.remote_address) == (
        "cso", "ListParties", "ADMIN", "127.0.0.1")
    assert "needs ADMIN" in one.reason


def test_what_was_hidden_is_kept_as_it_is(server, cso):
    with refusal("NotFound"):
        cso("directory", "GetCapabilities", chargePointId="EV-2")
    one, = denied(server)
    assert (one.operation, one.access_class, one.charge_point_id) == ("GetCapabilities", "R-STATUS", "EV-2")
    assert "its role CSO has" in one.reason


def test_one_a_minute_of_a_party_and_operation(server, cso):
    for _ in range(3):
        ask(cso)
    ask(cso, "CheckAccess", operation="GetHealth", partyId="boss")
    assert [one.operation for one in denied(server)] == ["ListParties", "CheckAccess"]
    server.clock.advance(60)
    ask(cso)
    assert len(denied(server)) == 3


def test_not_more_than_some_of_all(server):
    for number in range(MOST + 5):
        ask(Party(server, f"p{number}", "CSO"))
    assert len(denied(server)) == MOST
    server.clock.advance(60)
    ask(Party(server, "late", "CSO"))
    assert len(denied(server)) == MOST + 1


def test_other_refusals_are_none(server, cso):
    ask(cso, "CheckAccess", code="InvalidRequest", operation="Nonsense")
    ask(cso, "RevokeAccess", code="NotFound", requestId="1", grantId="there is none")
    assert denied(server) == []


def test_bad_credentials_go_to_the_journal_without_the_message(server, cso):
    ask(Anybody(server, "cso", "guessed"), "WhoAmI", code="NotAuthenticated")
    ask(Anybody(server, certificate="ab" * 32), "WhoAmI", code="NotAuthenticated")
    ask(Anybody(server), "WhoAmI", code="NotAuthenticated")
    first, second = server.journal()
    assert (first.identity, first.operation, first.path, first.body) == (
        "cso", "WhoAmI", "/services/access/v1", b"")
    assert "wrong user name or password" in first.reason
    assert "certificate" in second.reason
    assert denied(server) == []


def test_who_guesses_waits_and_who_knows_does_not(server, cso):
    """Requirement MT-ACC-14."""
    for number in range(20):
        ask(Anybody(server, f"name{number}", "guessed"), "WhoAmI", code="NotAuthenticated")
    guess = Anybody(server, "another", "guessed").later("access", "WhoAmI")
    assert not guess.is_here
    assert Anybody(server, certificate="ab" * 32).later("access", "WhoAmI").is_here
    server.execute(commands.SetPartyCertificates(party_id="cso", certificates=("ab" * 32,)))
    assert Anybody(server, certificate="ab" * 32)("access", "WhoAmI").partyId == "cso"
    server.clock.advance(10)
    assert guess.is_here
