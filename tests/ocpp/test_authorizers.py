"""Add-ons that vouch for idTags, and what the settings say of tags that nobody knows."""

import logging
from datetime import timedelta

import pytest
from twisted.internet.defer import Deferred

from motown.domain.authorization import Verdict
from tests.fixtures import both_versions
from tests.harness import START, outcome
from tests.speaking import ChargePoint, info

pytestmark = both_versions


class Partner:
    """An authorizer that says what it is told to, and remembers who asked."""

    def __init__(self, verdict=None, error=None):
        self.verdict, self.error, self.asked = verdict, error, []

    async def __call__(self, charge_point_id, id_tag):
        self.asked.append((charge_point_id, id_tag))
        if self.error is not None:
            raise self.error
        return await self.verdict if isinstance(self.verdict, Deferred) else self.verdict


def serve(make_server, *partners, **settings):
    """A server with these authorizers, in this order."""
    server = make_server(add_ons=[
        (f"partner-{number}", lambda registry, number=number, one=one: registry.authorizer(f"partner-{number}", one))
        for number, one in enumerate(partners)], **settings)
    server.accept("EV-1")
    server.put_tag("OURS")
    return server


def accepted(**more):
    return Verdict(status="Accepted", **more)


def test_an_add_on_vouches_for_a_tag_that_we_do_not_know(make_server, version):
    until = START + timedelta(hours=1)
    partner = Partner(accepted(expires_at=until, parent_id_tag="P"))
    server = serve(make_server, partner)
    ev = ChargePoint(server, version=version)
    for said in (ev.authorize("THEIRS"), info(ev.start("THEIRS")), ev.stop(1, idTag="THEIRS")):
        assert (said.status, said.expiryDate, said.parentIdTag) == ("Accepted", until, "P")
    assert partner.asked == [("EV-1", "THEIRS")] * 3
    assert {one.event.decided_by for one in server.news() if one.type == "motown.AuthorizationDecided"} == {"partner-0"}


def test_our_own_list_has_the_last_word_and_partners_are_not_told_of_our_tags(make_server, version):
    partner = Partner(accepted())
    server = serve(make_server, partner)
    server.put_tag("BAD", status="Blocked")
    ev = ChargePoint(server, version=version)
    assert [ev.authorize(tag).status for tag in ("BAD", "ours")] == ["Blocked", "Accepted"]
    assert partner.asked == []


def test_they_are_asked_in_order_until_one_knows_the_tag(make_server, version):
    first, second, third = Partner(), Partner(Verdict(status="Blocked")), Partner(accepted())
    ev = ChargePoint(serve(make_server, first, second, third), version=version)
    assert ev.authorize("THEIRS").status == "Blocked"
    assert [len(one.asked) for one in (first, second, third)] == [1, 1, 0]


def test_nobody_knows_it(make_server, version):
    ev = ChargePoint(serve(make_server, Partner(), Partner()), version=version)
    assert ev.authorize("NOBODY").status == "Invalid"


def test_one_that_fails_is_passed_over_and_named_in_the_log(make_server, version, caplog):
    ev = ChargePoint(serve(make_server, Partner(error=ZeroDivisionError("oops")), Partner(accepted())), version=version)
    assert ev.authorize("THEIRS").status == "Accepted"
    record, = (one for one in caplog.records if one.levelno >= logging.ERROR)
    assert "partner-0" in record.getMessage()
    assert "EV-1" in record.getMessage()


@pytest.mark.parametrize("verdict", [
    Verdict(status="Perhaps"), Verdict(status="Accepted", expires_at=START.replace(tzinfo=None)),
    Verdict(status="Accepted", parent_id_tag="P" * 21), Verdict(status="Accepted", parent_id_tag="")], ids=str)
def test_one_that_says_what_ocpp_has_no_word_for_is_passed_over(make_server, version, verdict):
    """FLT-8: an add-on's mistake must not fault a start."""
    ev = ChargePoint(serve(make_server, Partner(verdict), Partner(accepted())), version=version)
    assert info(ev.start("THEIRS")).status == "Accepted"


def test_a_start_is_never_delayed_more_than_two_seconds_however_many_are_asked(make_server, version):
    """Each has its share of the time that is left; who does not answer in it is passed over."""
    hanging = [Partner(Deferred()) for _ in range(3)]
    server = serve(make_server, *hanging)
    ev = ChargePoint(server, version=version)
    waiting = ev.later("StartTransaction", **ev.starting("THEIRS"))
    server.clock.advance(1)
    assert not waiting.called
    server.clock.pump([0.25] * 4)
    assert outcome(waiting).status == 200
    assert [len(one.asked) for one in hanging] == [1, 1, 1]
    assert server.transactions()[0].status == "Invalid"


def test_one_that_hangs_leaves_time_for_the_next(make_server, version):
    server = serve(make_server, Partner(Deferred()), Partner(accepted()))
    waiting = ChargePoint(server, version=version).later("Authorize", idTag="THEIRS")
    server.clock.advance(1)
    assert b"Accepted" in outcome(waiting).body


def test_an_answer_that_comes_in_time_counts(make_server, version):
    said = Deferred()
    server = serve(make_server, Partner(said))
    waiting = ChargePoint(server, version=version).later("Authorize", idTag="THEIRS")
    server.clock.advance(1.9)
    said.callback(accepted())
    assert b"Accepted" in outcome(waiting).body


def test_the_time_limit_is_a_setting(make_server, version):
    server = serve(make_server, Partner(Deferred()), authorizer_timeout_seconds=10)
    waiting = ChargePoint(server, version=version).later("Authorize", idTag="THEIRS")
    server.clock.advance(9.9)
    assert not waiting.called
    server.clock.advance(0.2)
    assert b"Invalid" in outcome(waiting).body


def test_a_verdict_that_is_out_of_date_counts_as_expired(make_server, version):
    """The local rules apply to what partners say, too (AUTH-7)."""
    ev = ChargePoint(serve(make_server, Partner(accepted(expires_at=START))), version=version)
    assert ev.authorize("THEIRS").status == "Expired"


def test_other_charge_points_are_served_while_one_waits_for_a_partner(make_server, version):
    server = serve(make_server, Partner(Deferred()))
    server.accept("EV-2")
    waiting = ChargePoint(server, version=version).later("Authorize", idTag="THEIRS")
    assert ChargePoint(server, "EV-2", version).heartbeat() == server.now
    assert not waiting.called
    server.clock.advance(2)
    assert waiting.called


def test_the_settings_may_accept_tags_that_nobody_knows(make_server, version):
    """For free charging: known tags and what partners say go before it."""
    server = serve(make_server, unknown_id_tags="Accepted")
    server.put_tag("BAD", status="Blocked")
    ev = ChargePoint(server, version=version)
    assert [ev.authorize(tag).status for tag in ("ANY", "BAD")] == ["Accepted", "Blocked"]
    assert info(ev.start("ANY")).status == "Accepted"
    assert [one.event.decided_by for one in server.news() if one.type == "motown.AuthorizationDecided"] == [
        "settings", "id-tags", "settings"]


def test_a_partner_that_refuses_goes_before_the_settings(make_server, version):
    partner = Partner(Verdict(status="Blocked"))
    ev = ChargePoint(serve(make_server, partner, unknown_id_tags="Accepted"), version=version)
    assert ev.authorize("THEIRS").status == "Blocked"
