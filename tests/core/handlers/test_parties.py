"""Parties: added, changed by revision, their credentials, the first of them and the last that administers."""

import json
from datetime import timedelta

import pytest

from motown.domain import commands, events
from motown.domain.errors import Kind
from motown.store import parties
from tests.core.handlers.partying import happened, put, refusal
from tests.fixtures import both_stores
from tests.harness import START

CERTIFICATE, OTHER = "ab" * 32, "cd" * 32


def party(server, party_id="acme"):
    return server.read(parties.known, party_id)


def test_one_is_added_with_all_there_is_to_know(server):
    kept = server.execute(put(roles=("DSO", "CSO", "CSO"), contact="+49", by="admin", certificates=(CERTIFICATE,),
                              password_hash="#1"))
    assert (kept.revision, kept.is_duplicate) == (1, False)
    found = party(server)
    assert (found.party.roles, found.party.user_name, found.party.contact) == (["CSO", "DSO"], "acme", "+49")
    assert (found.credential.password_hash, found.credential.one_time_until) == ("#1", None)
    assert found.certificates == [CERTIFICATE]
    assert happened(server, events.PartyChanged)[0].by == "admin"


@pytest.mark.parametrize("wrong", [
    {"party_id": ""}, {"party_id": " a"}, {"party_id": "a\nb"}, {"party_id": "x" * 256}, {"name": ""},
    {"name": "x" * 256}, {"contact": ""}, {"roles": ()}, {"roles": ("BOSS",)}, {"user": "a:b"}, {"user": ""},
    {"revision": -1}, {"revision": 2**31}, {"certificates": ("AB" * 32,)}, {"certificates": ("ab",)},
    {"certificates": tuple(f"{number:064x}" for number in range(17))}],
    ids=str)
def test_what_no_party_can_be_is_refused(server, wrong):
    assert refusal(server, put(**wrong)).kind is Kind.INVALID
    assert server.news() == []


def test_no_secret_is_in_the_log(server):
    server.execute(put(password_hash="#secret#"), commands.SetPartyPassword(party_id="acme", password_hash="#secret#"))
    assert "#secret#" not in json.dumps([one.body for one in server.log()])


def test_what_is_put_replaces_all_but_the_credentials(server):
    server.execute(put(contact="+49", user="boss", password_hash="#1", certificates=(CERTIFICATE,)))
    server.execute(put(name="New"))
    found = party(server)
    assert (found.party.name, found.party.contact, found.party.user_name) == ("New", None, "boss")
    assert (found.credential.password_hash, found.certificates) == ("#1", [CERTIFICATE])
    server.execute(put(name="New", password_hash=None, certificates=()))
    found = party(server)
    assert (found.credential.password_hash, found.certificates, found.party.has_password) == (None, [], False)


@pytest.mark.parametrize(("revision", "name", "then"), [
    (None, "Acme", (5, True)), (None, "New", (6, False)), (5, "Acme", (5, True)), (4, "Acme", (5, True)),
    (9, "New", (9, False)), (9, "Acme", (9, False))])
def test_revisions(server, revision, name, then):
    server.execute(put(revision=5))
    kept = server.execute(put(name=name, revision=revision))
    assert (kept.revision, kept.is_duplicate) == then
    assert party(server).party.revision == then[0]


@pytest.mark.parametrize("revision", [4, 5])
@pytest.mark.parametrize("other", [
    {"name": "New"}, {"roles": ("EMP",)}, {"contact": "x"}, {"enabled": False}, {"user": "u"}, {"password_hash": "#"},
    {"certificates": (CERTIFICATE,)}], ids=str)
def test_other_content_needs_a_higher_revision(server, revision, other):
    server.execute(put(revision=5))
    refused = refusal(server, put(revision=revision, **other))
    assert (refused.kind, "higher revision" in refused.reason) == (Kind.CONFLICT, True)


def test_a_user_name_and_a_certificate_are_one_partys(server):
    server.execute(put(certificates=(CERTIFICATE,)))
    for wrong in ({"user": "acme"}, {"certificates": (OTHER, CERTIFICATE)}):
        refused = refusal(server, put("other", **wrong))
        assert (refused.kind, "acme" in refused.reason) == (Kind.CONFLICT, True)
    server.execute(put("other"))
    taken = commands.SetPartyCertificates(party_id="other", certificates=(CERTIFICATE,))
    assert refusal(server, taken).kind is Kind.CONFLICT
    server.execute(commands.SetPartyCertificates(party_id="acme", certificates=()), taken)
    assert party(server, "other").certificates == [CERTIFICATE]


def test_a_party_is_disabled_and_enabled_with_a_revision_each(server):
    server.execute(put(contact="+49"))
    for enabled, revision in ((False, 2), (False, 2), (True, 3)):
        server.execute(commands.EnableParty(party_id="acme", enabled=enabled))
        row = party(server).party
        assert (row.enabled, row.revision, row.contact) == (enabled, revision, "+49")


@both_stores
def test_a_removed_one_leaves_no_credential(server):
    server.execute(put(password_hash="#1"), commands.RemoveParty(party_id="acme"), put())
    assert party(server).credential is None
    assert len(happened(server, events.PartyRemoved)) == 1


@pytest.mark.parametrize("command", [
    commands.SetPartyPassword(party_id="x", password_hash=None), commands.RemoveParty(party_id="x"),
    commands.SetPartyCertificates(party_id="x", certificates=()), commands.EnableParty(party_id="x", enabled=True)],
    ids=lambda command: type(command).__name__)
def test_one_that_is_not_there_is_not_found(server, command):
    assert refusal(server, command).kind is Kind.NOT_FOUND


@both_stores
def test_the_first_party_is_made_once(server):
    first = commands.MakeFirstParty(party_id="admin", password_hash="#1")
    assert server.execute(first) is True
    assert server.execute(commands.MakeFirstParty(party_id="admin", password_hash="#2")) is False
    found = party(server, "admin")
    assert (found.party.roles, found.party.has_password) == (["ADMIN"], True)
    assert (found.credential.password_hash, found.credential.one_time_until) == ("#1", START + timedelta(days=1))
    server.execute(commands.SetPartyPassword(party_id="admin", password_hash="#3"))
    assert party(server, "admin").credential.one_time_until is None


def test_where_there_is_a_party_no_other_is_made(server):
    server.execute(put())
    assert server.execute(commands.MakeFirstParty(party_id="admin", password_hash="#1")) is False


def test_a_refusal_is_kept_with_what_it_was_about(server):
    server.execute(commands.RecordDenial(
        party_id="acme", operation="ResetChargePoint", access_class="C-STATION", reason="no", charge_point_id="EV-1"))
    [denied] = happened(server, events.AccessDenied)
    assert (denied.operation, denied.charge_point_id) == ("ResetChargePoint", "EV-1")
    assert server.log()[-1].stream_id == "party:acme"


@both_stores
@pytest.mark.parametrize("command", [
    put("boss", roles=("CSO",)), put("boss", roles=("ADMIN",), enabled=False), commands.RemoveParty(party_id="boss"),
    commands.EnableParty(party_id="boss", enabled=False)], ids=lambda command: type(command).__name__)
def test_the_last_that_administers_stays_one(server, command):
    server.execute(put("boss", roles=("ADMIN", "CSO")), put("other", roles=("ADMIN",), enabled=False), put())
    refused = refusal(server, command)
    assert (refused.kind, "last that administers" in refused.reason) == (Kind.CONFLICT, True)
    server.execute(commands.EnableParty(party_id="other", enabled=True), command)
    assert server.read(parties.administrators) == ["other"]


def test_the_last_that_administers_may_change_in_other_ways(server):
    server.execute(put("boss", roles=("ADMIN",)), put("boss", roles=("ADMIN", "CSO"), password_hash="#1"),
                   commands.SetPartyPassword(party_id="boss", password_hash=None))
    assert party(server, "boss").party.roles == ["CSO", "ADMIN"]
