"""Where a charge point is to be called: wsa:From, believed with care (WSA-4, WSA-5, SEC-3, SEC-5)."""

import pytest

from motown.domain import commands
from tests.fixtures import both_stores, both_versions
from tests.speaking import ChargePoint

pytestmark = both_versions
AT = "http://198.51.100.7:8082/ocpp"


def says(server, version, address, identity="EV-1", **more):
    """A charge point that gives this address for itself."""
    return ChargePoint(server, identity, version, address=address, **more)


def addresses(server):
    """What has been learned, as (new, previous, whether the host is another)."""
    return [(one.event.address, one.event.previous, one.event.host_changed)
            for one in server.log() if one.type == "motown.ChargePointAddressChanged"]


@both_stores
def test_the_address_comes_with_any_message_and_the_latest_counts(server, version):
    """WSA-5; SEC-5: a heartbeat tells where it is now."""
    says(server, version, AT).boot()
    assert server.charge_point("EV-1").address == AT
    says(server, version, "http://198.51.100.8:8082/ocpp").heartbeat()
    assert server.charge_point("EV-1").address == "http://198.51.100.8:8082/ocpp"


def test_another_host_is_an_event_and_so_is_another_port(server, version):
    for address in (AT, AT, "http://198.51.100.7:9000/ocpp", "http://203.0.113.1:9000/ocpp"):
        says(server, version, address).heartbeat()
    assert addresses(server) == [
        (AT, None, False), ("http://198.51.100.7:9000/ocpp", AT, False),
        ("http://203.0.113.1:9000/ocpp", "http://198.51.100.7:9000/ocpp", True)]


@pytest.mark.parametrize("junk", [
    "", "http://:8082/", "http://localhost:8082/", "http://127.0.0.1:8082/", "http://[::1]/", "ftp://198.51.100.7/",
    "http://www.w3.org/2005/08/addressing/anonymous", "http://0.0.0.0/", "not a url", "http://user:pass@198.51.100.7/",
    "http://198.51.100.7:99999/", "urn:uuid:7", "http://224.0.0.1/", "https://"])
def test_junk_never_replaces_what_is_known(server, version, junk):
    says(server, version, AT).heartbeat()
    says(server, version, junk).heartbeat()
    ChargePoint(server, version=version).heartbeat()
    assert server.charge_point("EV-1").address == AT
    assert len(addresses(server)) == 1


def test_one_address_in_two_spellings_is_one(server, version):
    for address in ("http://EXAMPLE.org/x", "http://example.org:80/x", " http://example.org/x "):
        says(server, version, address).heartbeat()
    assert len(addresses(server)) == 1


@pytest.mark.parametrize("allowed", ["loopback", "127.0.0.1/32", "0.0.0.0/0"])
def test_this_machine_is_an_address_only_where_the_settings_say_so(make_server, version, allowed):
    """For simulators and tests."""
    server = make_server(allowed_networks=["global", allowed, "2001:db8::/32"])
    server.accept("EV-1")
    says(server, version, "http://127.0.0.1:9090/").heartbeat()
    assert server.charge_point("EV-1").address == "http://127.0.0.1:9090/"


def test_nobody_is_believed_who_is_not_accepted(make_server, version):
    """Else a stranger could redirect commands; what it says is kept for the operator to read."""
    server = make_server()
    ev = says(server, version, AT, "EV-9")
    ev.boot()
    assert server.charge_point("EV-9").address is None
    seen = next(one.event for one in server.log() if one.type == "motown.ChargePointSeen")
    assert seen.address == AT
    server.accept("EV-9")
    assert server.charge_point("EV-9").address is None
    ev.boot()
    assert server.charge_point("EV-9").address == AT


def test_nobody_is_believed_who_does_not_show_its_credential(server, version):
    says(server, version, AT).heartbeat()
    server.set_password("EV-1", "secret")
    server.clock.advance(5)
    for password in (None, "wrong"):
        says(server, version, "http://203.0.113.66/", password=password).fault("Heartbeat")
    assert server.charge_point("EV-1").address == AT
    says(server, version, "http://203.0.113.66/", password="secret").heartbeat()
    assert server.charge_point("EV-1").address == "http://203.0.113.66/"


def test_a_message_that_is_refused_tells_no_address(server, version):
    says(server, version, AT).fault("StatusNotification", connectorId=-1, status="Available", errorCode="NoError")
    assert server.charge_point("EV-1").address is None


def test_a_pinned_address_stays_whatever_it_says(server, version):
    """An operator knows better."""
    server.execute(commands.PinAddress(charge_point_id="EV-1", address="http://192.0.2.99:8082/"))
    says(server, version, AT).boot()
    row = server.charge_point("EV-1")
    assert (row.pinned_address, row.address) == ("http://192.0.2.99:8082/", AT)
    server.execute(commands.PinAddress(charge_point_id="EV-1", address=None))
    assert server.charge_point("EV-1").pinned_address is None


def test_each_has_its_own(server, version):
    server.accept("EV-2")
    says(server, version, AT).heartbeat()
    says(server, version, "http://198.51.100.9/", "EV-2").heartbeat()
    assert [server.charge_point(name).address for name in ("EV-1", "EV-2")] == [AT, "http://198.51.100.9/"]
