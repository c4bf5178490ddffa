"""What operators change about charge points."""

import pytest

from motown.domain import commands
from motown.domain.errors import Kind, Refused
from tests.speaking import ChargePoint


@pytest.mark.parametrize("command", [
    commands.RejectChargePoint(charge_point_id="EV-9"), commands.DeferChargePoint(charge_point_id="EV-9"),
    commands.RemoveChargePoint(charge_point_id="EV-9"),
    commands.SetPassword(charge_point_id="EV-9", password_hash="x"),
    commands.SetCertificate(charge_point_id="EV-9", fingerprint="x"),
    commands.SetNetworks(charge_point_id="EV-9", networks=()),
    commands.PinAddress(charge_point_id="EV-9", address="http://192.0.2.1/"),
    commands.SetHeartbeatInterval(charge_point_id="EV-9", interval_seconds=60)], ids=lambda one: type(one).__name__)
def test_nothing_is_changed_about_one_that_is_not_there(server, command):
    with pytest.raises(Refused, match="there is no charge point EV-9") as refused:
        server.execute(command)
    assert refused.value.kind is Kind.NOT_FOUND
    assert server.news() == []


def test_what_is_so_already_is_no_news(server):
    server.accept("EV-1")
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    server.news()
    server.execute(commands.RejectChargePoint(charge_point_id="EV-1"))
    assert server.news() == []


@pytest.mark.parametrize(("command", "event", "row"), [
    (commands.RejectChargePoint(charge_point_id="EV-1", reason="stolen"), "ChargePointRejected",
     {"registration": "Rejected", "held": False}),
    (commands.DeferChargePoint(charge_point_id="EV-1", reason="moved"), "ChargePointDeferred",
     {"registration": "Pending", "held": True}),
    (commands.SetPassword(charge_point_id="EV-1", password_hash="x"), "ChargePointCredentialChanged",
     {"has_password": True, "has_certificate": False}),
    (commands.SetCertificate(charge_point_id="EV-1", fingerprint="ab"), "ChargePointCredentialChanged",
     {"has_password": False, "has_certificate": True}),
    (commands.SetNetworks(charge_point_id="EV-1", networks=("10.0.0.0/8",)), "ChargePointNetworksChanged",
     {"networks": ["10.0.0.0/8"]}),
    (commands.PinAddress(charge_point_id="EV-1", address="http://192.0.2.9/"), "ChargePointAddressPinned",
     {"pinned_address": "http://192.0.2.9/"}),
    (commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=60), "HeartbeatIntervalChanged",
     {"heartbeat_interval_seconds": 60})], ids=lambda one: type(one).__name__)
def test_each_change_is_an_event_and_in_the_table(server, command, event, row):
    server.execute(command)
    assert server.happened() == [f"motown.{event}"]
    known = server.charge_point("EV-1")
    assert {name: getattr(known, name) for name in row} == row


@pytest.mark.parametrize("seconds", [0, -1])
def test_an_interval_is_at_least_a_second(server, seconds):
    with pytest.raises(Refused):
        server.execute(commands.SetHeartbeatInterval(charge_point_id="EV-1", interval_seconds=seconds))


def test_one_that_waits_for_an_operator_does_not_enter_by_itself(make_server):
    server = make_server(registration="open")
    station = ChargePoint(server, "EV-7")
    assert station.boot().status == "Accepted"
    defer = commands.DeferChargePoint(charge_point_id="EV-7")
    server.execute(defer, defer)
    assert station.boot().status == "Rejected"
    assert station.fault("Heartbeat").subcode == "SecurityError"
    assert [one.type for one in server.log()].count("motown.ChargePointDeferred") == 1
    server.execute(commands.AcceptChargePoint(charge_point_id="EV-7"))
    assert station.boot().status == "Accepted"
    server.execute(commands.RejectChargePoint(charge_point_id="EV-7"), defer)
    assert server.charge_point("EV-7").registration == "Pending"
