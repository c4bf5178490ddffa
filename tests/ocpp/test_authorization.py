"""Authorize, and the verdict on an idTag with a start and a stop: rules AUTH-5 to AUTH-15."""

from datetime import timedelta

import pytest

from motown.domain import commands
from motown.domain.errors import Refused
from tests.fixtures import both_stores, both_versions
from tests.harness import START
from tests.speaking import ChargePoint, info

pytestmark = both_versions


@pytest.mark.parametrize("known", [
    {"status": "Accepted"},
    {"status": "Blocked"},
    {"status": "Accepted", "expires_at": START, "is": "Expired"},
    {"status": "Accepted", "expires_at": START + timedelta(seconds=1), "is": "Accepted"},
    {"status": "Blocked", "expires_at": START, "is": "Blocked"},
], ids=str)
def test_the_verdict_on_a_tag_that_we_know(server, ev, known):
    """AUTH-5, AUTH-7: Blocked before Expired, expiry at or before now."""
    expected = known.get("is", known["status"])
    server.put_tag("CARD", **{name: value for name, value in known.items() if name != "is"})
    assert ev.authorize("CARD").status == expected
    assert info(ev.start("CARD")).status == expected
    assert ev.stop(1, idTag="CARD").status == expected


def test_an_unknown_tag_is_invalid(ev):
    """AUTH-6."""
    assert ev.authorize("NOBODY").status == "Invalid"
    assert info(ev.start("NOBODY")).status == "Invalid"


def test_a_tag_expires_while_nobody_touches_it(server, ev):
    server.put_tag("CARD", expires_at=START + timedelta(hours=1))
    assert ev.authorize("CARD").status == "Accepted"
    server.clock.advance(3600)
    assert ev.authorize("CARD").status == "Expired"


def test_the_whole_id_tag_info_goes_out(server, ev):
    """AUTH-5, AUTH-8: with Authorize, StartTransaction and StopTransaction."""
    until = START + timedelta(days=30)
    server.put_tag("CARD", expires_at=until, parent_id_tag="GROUP")
    answers = ev.authorize("CARD"), info(ev.start("CARD")), ev.stop(1, idTag="CARD")
    assert [(one.status, one.expiryDate, one.parentIdTag) for one in answers] == [("Accepted", until, "GROUP")] * 3


def test_what_is_not_known_of_a_tag_is_left_out(ev):
    """An empty parentIdTag would make a group of all tags without one (AUTH-9)."""
    ev.authorize("TAG")
    assert b"parentIdTag" not in ev.got
    assert b"expiryDate" not in ev.got


def test_a_tag_whose_parent_is_blocked_is_blocked(server, ev):
    """AUTH-7."""
    server.put_tag("GROUP", parent_id_tag="GROUP")
    server.put_tag("CARD", parent_id_tag="group")
    assert ev.authorize("CARD").status == "Accepted"
    server.execute(commands.BlockIdTag(id_tag="GROUP", key="group"))
    assert [ev.authorize(tag).status for tag in ("CARD", "GROUP")] == ["Blocked", "Blocked"]


def test_a_parent_that_we_do_not_know_is_no_obstacle(server, ev):
    """AUTH-9: it is the name of a group, perhaps no tag at all."""
    server.put_tag("CARD", parent_id_tag="GROUP")
    assert ev.authorize("CARD").status == "Accepted"


@pytest.mark.parametrize("presented", ["tag", "Tag", "TAG", " TAG "])
def test_tags_are_compared_without_regard_to_case(server, ev, presented):
    """AUTH-15; kept as received."""
    assert ev.authorize(presented).status == "Accepted"
    number = ev.start(presented).transactionId
    assert server.transaction(number).id_tag.strip() == presented.strip()


def test_unless_the_settings_say_otherwise(make_server, version):
    server = make_server(id_tag_case_sensitive=True)
    server.accept("EV-1")
    server.put_tag("Card", parent_id_tag="Group")
    server.put_tag("Group", status="Blocked")
    server.put_tag("Other", parent_id_tag="GROUP")
    ev = ChargePoint(server, version=version)
    assert [ev.authorize(tag).status for tag in ("Card", "CARD", "Other")] == ["Blocked", "Invalid", "Accepted"]


def test_one_transaction_at_a_time(server, ev):
    """AUTH-6: ConcurrentTx, on whatever charge point the other one is; it is recorded all the same (TX-4)."""
    server.accept("EV-2")
    first = ev.start("TAG")
    second = ChargePoint(server, "EV-2", ev.version).start("tag")
    assert [info(one).status for one in (first, second)] == ["Accepted", "ConcurrentTx"]
    assert [one.status for one in server.transactions()] == ["Accepted", "ConcurrentTx"]
    assert ev.authorize("TAG").status == "Accepted", "ConcurrentTx is an answer to StartTransaction only"


def test_after_the_stop_it_may_start_again(server, ev):
    ev.stop(ev.start("TAG").transactionId)
    server.clock.advance(60)
    assert info(ev.start("TAG")).status == "Accepted"


@pytest.mark.parametrize(("limit", "verdicts"), [
    (2, ["Accepted", "Accepted", "ConcurrentTx"]), (0, ["Accepted", "Accepted", "Accepted"])])
def test_a_tag_may_be_allowed_several_transactions(server, ev, limit, verdicts):
    server.put_tag("FLEET", max_concurrent=limit)
    assert [info(ev.start("FLEET", connectorId=number)).status for number in (1, 2, 3)] == verdicts


def test_a_blocked_tag_is_blocked_and_not_concurrent(server, ev):
    """AUTH-7."""
    ev.start("TAG")
    server.execute(commands.BlockIdTag(id_tag="TAG", key="tag"))
    assert info(ev.start("TAG", connectorId=2)).status == "Blocked"


@both_stores
def test_every_verdict_is_an_event(server, ev):
    ev.authorize("TAG")
    ev.authorize("nobody")
    number = ev.start("TAG").transactionId
    ev.stop(number, idTag="OTHER")
    decided = [one.event for one in server.news() if one.type == "motown.AuthorizationDecided"]
    assert [(one.id_tag, one.status, one.transaction_id, one.decided_by) for one in decided] == [
        ("TAG", "Accepted", None, "id-tags"), ("nobody", "Invalid", None, "id-tags"),
        ("TAG", "Accepted", number, "id-tags"), ("OTHER", "Invalid", number, "id-tags")]


def test_a_tag_that_was_removed_is_invalid(server, ev):
    assert ev.authorize("TAG").status == "Accepted"
    server.execute(commands.RemoveIdTag(id_tag="TAG", key="tag"))
    assert ev.authorize("TAG").status == "Invalid"


def test_an_empty_tag_is_invalid_and_starts_all_the_same(server, ev):
    """FLT-8: whatever was read by the card reader, energy flows."""
    assert ev.authorize("").status == "Invalid"
    assert info(ev.start("")).status == "Invalid"
    assert server.transaction(1).id_tag == ""


@pytest.mark.parametrize("parent", ["", "P" * 21, "P\n"])
def test_a_parent_that_no_answer_could_name_is_refused_when_it_is_put(server, version, parent):
    """FLT-8: else each start with the tag would end in a fault."""
    with pytest.raises(Refused):
        server.put_tag("CARD", parent_id_tag=parent)
