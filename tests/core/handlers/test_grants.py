"""Grants: given, ended once, and nothing that nobody could hold to."""

from datetime import datetime, timedelta

import pytest

from motown.domain import commands
from motown.domain.access import Constraint, Target
from motown.domain.errors import Kind
from motown.store import grants
from tests.core.handlers.partying import grant, put, refusal
from tests.harness import START


@pytest.fixture
def acme(server):
    server.execute(put())
    server.news()
    return server


def test_a_grant_is_given_and_ended(acme):
    made = acme.execute(grant(by="boss", access_classes=("R-RAW",), valid_to=START + timedelta(days=1)))
    [row] = acme.read(grants.of, "acme")
    assert (row.grant_id, row.granted_by, row.access_classes) == (made.grant_id, "boss", ["R-RAW"])
    end = commands.RevokeAccess(party_id="acme", grant_id=made.grant_id, by="boss")
    assert not acme.execute(end).is_duplicate
    assert acme.execute(end).is_duplicate, "it has ended already"
    assert acme.read(grants.of, "acme") == []
    assert acme.happened() == ["motown.GrantAdded", "motown.GrantRevoked"]


@pytest.mark.parametrize("wrong", [
    {"operations": ()}, {"operations": ("",)}, {"operations": ("A",) * 201}, {"targets": ()},
    {"targets": (Target("Planet", "x"),)}, {"targets": (Target("ChargePoint"),)}, {"targets": (Target("All", "x"),)},
    {"targets": (Target("ChargePoint", ""),)}, {"targets": (Target("Connector", "EV-1"),)},
    {"targets": (Target("Connector", "EV-1", -1),)}, {"targets": (Target("ChargePoint", "EV-1", 1),)},
    {"constraints": (Constraint("colour", "red"),)}, {"constraints": (Constraint("maxPowerW", "much"),)},
    {"constraints": (Constraint("idTag", ""),)}, {"valid_from": datetime(2026, 1, 1)},  # noqa: DTZ001
    {"valid_from": START, "valid_to": START}], ids=str)
def test_what_nobody_could_hold_to_is_refused(acme, wrong):
    assert refusal(acme, grant(**wrong)).kind is Kind.INVALID
    assert acme.news() == []


def test_nobody_and_nothing_are_not_found(acme):
    assert refusal(acme, grant("nobody")).kind is Kind.NOT_FOUND
    made = acme.execute(grant())
    for party_id, grant_id in (("acme", "x"), ("nobody", made.grant_id)):
        assert refusal(acme, commands.RevokeAccess(party_id=party_id, grant_id=grant_id)).kind is Kind.NOT_FOUND


def test_one_party_cannot_bury_another_under_grants(acme, monkeypatch):
    """Nor itself; who administers may give as many as it likes, and what has ended counts no more."""
    monkeypatch.setattr("motown.core.handlers.grants.MOST_OF_ONE", 2)
    acme.execute(put("other"), put("boss", roles=("ADMIN",)))
    soon = START + timedelta(hours=1)
    acme.execute(grant(by="other", valid_to=soon), grant(by="other"))
    refused = refusal(acme, grant(by="other"))
    assert (refused.kind, refused.field) == (Kind.CONFLICT, "partyId")
    acme.execute(grant(by="boss"), grant(by="boss"), grant(by="boss"), grant(), grant("boss", by="other"))
    acme.clock.advance(3600)
    acme.execute(grant(by="other"))
    assert len(acme.read(grants.of, "acme", acme.now)) == 6
    assert len(acme.read(grants.of, "acme")) == 7
