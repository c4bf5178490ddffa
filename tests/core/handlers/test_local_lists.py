"""Local lists: LL-1 to LL-9."""

from datetime import timedelta

import pytest

from motown.core.handlers import local_lists as handlers
from motown.domain import commands
from motown.domain.errors import Kind, Refused
from motown.store import local_lists
from tests.core.handlers.asking import Asked
from tests.fixtures import both_stores
from tests.harness import START

FULL, DIFFERENTIAL = {"updateType": "Full"}, {"updateType": "Differential"}


@pytest.fixture
def asked(server):
    return Asked(server)


def row(server, identity="EV-1"):
    return server.read(local_lists.get, identity)


def entries(asked, command_id):
    """idTag -> its idTagInfo, as it is sent."""
    sent = asked.command(command_id).parameters
    return {one["idTag"]: one.get("idTagInfo") for one in sent["localAuthorisationList"]}


def version(asked, command_id):
    return asked.command(command_id).parameters["listVersion"]


def sent(asked, fields=FULL, status="Accepted"):
    """Send a list, whatever comes of its effect."""
    command_id = asked.do("SendLocalList", fields, status)
    asked.finish()
    return command_id


def remove(server, tag):
    server.execute(commands.RemoveIdTag(id_tag=tag, key=server.key(tag)))


# -- what is in a list

def test_a_full_list_holds_all_that_may_be_used_there(server, asked):
    later = START + timedelta(days=1)
    server.put_tag("Member", parent_id_tag="GROUP", expires_at=later)
    server.put_tag("Lapsed", expires_at=START)
    server.put_tag("Stolen", status="Blocked")
    server.put_tag("Barred", status="Blocked", expires_at=START)
    server.put_tag("Here", charge_point_id="EV-1", connector_id=2)
    server.put_tag("Elsewhere", charge_point_id="EV-2")
    server.put_tag("x" * 21)
    assert entries(asked, sent(asked)) == {
        "TAG": {"status": "Accepted"}, "Here": {"status": "Accepted"},
        "Member": {"status": "Accepted", "expiryDate": "2026-03-02T12:00:00Z", "parentIdTag": "GROUP"},
        "Lapsed": {"status": "Expired", "expiryDate": "2026-03-01T12:00:00Z"}, "Stolen": {"status": "Blocked"},
        "Barred": {"status": "Blocked", "expiryDate": "2026-03-01T12:00:00Z"}}
    assert (row(server).list_version, row(server).entries, row(server).state) == (1, 6, "InStep")


def test_a_blocked_parent_blocks_its_children(server, asked):
    server.put_tag("GROUP", status="Blocked")
    server.put_tag("Child", parent_id_tag="group")
    assert entries(asked, sent(asked))["Child"]["status"] == "Blocked"


def test_an_empty_list(server, asked):
    remove(server, "TAG")
    assert entries(asked, sent(asked)) == {}
    assert asked.command(sent(asked, {**FULL, "localAuthorisationList": []})).parameters["localAuthorisationList"] == []


@both_stores
def test_a_differential_one_holds_what_has_changed(server, asked):
    for tag in ("Kept", "Gone", "Moved", "Child", "Orphan"):
        server.put_tag(tag, parent_id_tag={"Child": "GROUP", "Orphan": "OLD"}.get(tag))
    server.put_tag("OLD", status="Blocked")
    sent(asked)
    server.put_tag("New")
    remove(server, "Gone")
    remove(server, "OLD")
    server.put_tag("Moved", charge_point_id="EV-2")
    server.put_tag("GROUP", status="Blocked")
    command_id = sent(asked, DIFFERENTIAL)
    assert entries(asked, command_id) == {
        "New": {"status": "Accepted"}, "Gone": None, "OLD": None, "Moved": None, "GROUP": {"status": "Blocked"},
        "Child": {"status": "Blocked", "parentIdTag": "GROUP"},
        "Orphan": {"status": "Accepted", "parentIdTag": "OLD"}}
    assert version(asked, command_id) == 2
    assert entries(asked, sent(asked, DIFFERENTIAL)) == {}


def test_what_changes_while_it_is_under_way_is_in_the_next(server, asked):
    command_id = asked.ask("SendLocalList", FULL)
    server.put_tag("Meanwhile")
    asked.send(command_id)
    asked.answer(command_id)
    asked.finish()
    assert entries(asked, sent(asked, DIFFERENTIAL)) == {"Meanwhile": {"status": "Accepted"}}


def test_given_entries_are_sent_as_they_are(server, asked):
    given_ = [{"idTag": "A", "idTagInfo": {"status": "Invalid"}}, {"idTag": "B"}]
    command_id = sent(asked, {**DIFFERENTIAL, "localAuthorisationList": given_, "hash": "ab"})
    assert entries(asked, command_id) == {"A": {"status": "Invalid"}, "B": None}
    assert asked.command(command_id).parameters["hash"] == "ab"
    assert row(server).as_of_position is None


@pytest.mark.parametrize(("fields", "said"), [
    ({**FULL, "localAuthorisationList": [{"idTag": "A"}]}, "A has none"),
    ({**DIFFERENTIAL, "localAuthorisationList": [{"idTag": "A"}, {"idTag": "a"}]}, "A and a"),
])
def test_what_could_be_read_in_two_ways_is_refused(server, asked, fields, said):
    with pytest.raises(Refused, match=said) as refused:
        asked.ask("SendLocalList", fields)
    assert refused.value.kind is Kind.INVALID


def test_too_much_for_one_message_is_refused(server, asked, monkeypatch):
    monkeypatch.setattr(handlers, "MOST_ENTRIES", 2)
    server.put_tag("A")
    sent(asked)
    for tag in ("B", "C", "D"):
        server.put_tag(tag)
    for fields in (FULL, DIFFERENTIAL):
        with pytest.raises(Refused, match="more than 2 entries"):
            asked.ask("SendLocalList", fields)


# -- differential lists need something to build on

def test_there_is_no_list_yet(server, asked):
    with pytest.raises(Refused, match="no list of ours yet: send updateType=Full") as refused:
        asked.ask("SendLocalList", DIFFERENTIAL)
    assert refused.value.kind is Kind.CONFLICT
    sent(asked, FULL, "Failed")
    with pytest.raises(Refused, match="no list of ours yet"):
        asked.ask("SendLocalList", DIFFERENTIAL)


def test_it_was_not_made_from_our_tags(server, asked):
    sent(asked, {**FULL, "localAuthorisationList": []})
    with pytest.raises(Refused, match="list 1 was not made from our idTags"):
        asked.ask("SendLocalList", DIFFERENTIAL)


def test_it_has_drifted(server, asked):
    sent(asked)
    asked.do("GetLocalListVersion", status=None, listVersion=0)
    with pytest.raises(Refused, match="has list 0, not 1"):
        asked.ask("SendLocalList", DIFFERENTIAL)
    sent(asked)
    assert version(asked, sent(asked, DIFFERENTIAL)) == 3


# -- versions

@both_stores
def test_versions_rise_also_after_one_that_was_refused(server, asked):
    assert [version(asked, sent(asked, FULL, status)) for status in ("Accepted", "Failed", "Accepted")] == [1, 2, 3]
    assert row(server).list_version == 3


def test_versions_are_each_charge_points_own(server, asked):
    sent(asked)
    server.accept("EV-2")
    other = Asked(server, "EV-2")
    assert version(other, sent(other)) == 1


def test_the_next_is_above_what_the_charge_point_has(server, asked):
    asked.do("GetLocalListVersion", status=None, listVersion=40)
    assert version(asked, sent(asked)) == 41
    asked.do("GetLocalListVersion", status=None, listVersion=-1)
    assert version(asked, sent(asked)) == 42


def test_a_given_version_counts(server, asked):
    assert version(asked, sent(asked, {**FULL, "listVersion": 7})) == 7
    assert version(asked, sent(asked)) == 8
    assert version(asked, sent(asked, {**FULL, "listVersion": 3})) == 3, "a full list may lower it (LL-9)"
    assert version(asked, sent(asked)) > 8


def test_a_differential_version_has_to_rise(server, asked):
    sent(asked, {**FULL, "listVersion": 7})
    with pytest.raises(Refused, match="has list 7: a differential one needs a higher version"):
        asked.ask("SendLocalList", {**DIFFERENTIAL, "listVersion": 7})


# -- answers

@pytest.mark.parametrize("status", ["Failed", "HashError", "VersionMismatch"])
def test_what_was_refused_changes_nothing(server, asked, status):
    sent(asked)
    before = row(server)
    sent(asked, FULL, status)
    assert row(server) == before
    assert asked.waiting() == []


@pytest.mark.parametrize("status", ["Failed", "VersionMismatch"])
def test_a_change_that_cannot_be_taken_is_followed_by_the_whole_list(server, asked, status):
    """LL-5."""
    sent(asked)
    server.put_tag("New")
    command_id = asked.do("SendLocalList", DIFFERENTIAL, status)
    (whole,) = asked.waiting()
    assert (whole.name, whole.parent_id, whole.parameters["updateType"]) == ("SendLocalList", command_id, "Full")
    assert set(entries(asked, whole.command_id)) == {"TAG", "New"}
    asked.send(whole.command_id)
    asked.answer(whole.command_id)
    assert row(server).list_version == whole.parameters["listVersion"] == 3


def test_entries_of_the_callers_own_are_not(server, asked):
    sent(asked)
    asked.do("SendLocalList", {**DIFFERENTIAL, "localAuthorisationList": [{"idTag": "A"}]}, "Failed")
    assert asked.waiting() == []


def test_a_whole_list_that_is_too_much_is_not_sent(server, asked, monkeypatch):
    sent(asked)
    server.put_tag("New")
    command_id = asked.ask("SendLocalList", DIFFERENTIAL)
    asked.send(command_id)
    monkeypatch.setattr(handlers, "MOST_ENTRIES", 1)
    asked.answer(command_id, "Failed")
    assert asked.waiting() == []
    assert asked.command(command_id).outcome == "Rejected"


def test_no_list_there(server, asked):
    sent(asked, FULL, "NotSupported")
    assert (row(server).read_version, row(server).state) == (-1, "Unknown")


def test_the_version_read_back_is_the_effect(server, asked):
    command_id = asked.do("SendLocalList", FULL)
    (_, read_back) = asked.waiting()
    assert (read_back.name, read_back.parent_id) == ("GetLocalListVersion", command_id)
    asked.send(read_back.command_id)
    asked.answer(read_back.command_id, None, listVersion=1)
    assert asked.command(command_id).outcome == "Succeeded"
    assert (row(server).read_version, row(server).state) == (1, "InStep")
    assert "motown.LocalListDrifted" not in server.happened()


def test_another_version_is_told_once(server, asked):
    sent(asked)
    server.news()
    for told in (0, 0, 5, 1):
        asked.do("GetLocalListVersion", status=None, listVersion=told)
    drifted = [one.event for one in server.news() if one.type == "motown.LocalListDrifted"]
    assert [(one.expected_version, one.list_version) for one in drifted] == [(1, 0), (1, 5)]
    assert row(server).state == "InStep"


def test_of_a_list_that_is_not_ours_only_the_version_is_known(server, asked):
    asked.do("GetLocalListVersion", status=None, listVersion=12)
    assert (row(server).list_version, row(server).read_version, row(server).state) == (0, 12, "Unknown")
    asked.do("GetLocalListVersion", fault="NotSupported")
    assert row(server).read_version == 12


@both_stores
def test_a_list_that_was_taken_without_an_answer(server, asked):
    command_id = asked.ask("SendLocalList", FULL)
    asked.send(command_id)
    asked.lose(command_id)
    (_, read_back) = asked.waiting()
    asked.send(read_back.command_id)
    asked.answer(read_back.command_id, None, listVersion=1)
    assert asked.command(command_id).outcome == "Succeeded"
    assert (row(server).list_version, row(server).state) == (1, "InStep")
    server.put_tag("New")
    assert set(entries(asked, sent(asked, DIFFERENTIAL))) == {"New"}


def test_one_that_was_lost_has_drifted_nothing(server, asked):
    sent(asked)
    command_id = asked.ask("SendLocalList", FULL)
    asked.send(command_id)
    asked.lose(command_id)
    (_, read_back) = asked.waiting()
    asked.send(read_back.command_id)
    asked.answer(read_back.command_id, None, listVersion=1)
    assert (row(server).list_version, row(server).state) == (1, "InStep")


def test_neither_the_cache_nor_firmware_changes_it(server, asked, ev):
    sent(asked)
    before = row(server)
    asked.do("ClearCache")
    ev.call("FirmwareStatusNotification", status="Installed")
    ev.boot()
    assert row(server) == before
