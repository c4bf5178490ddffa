import pytest

from motown.domain import events
from motown.store import charge_points, transactions
from tests.store.support import accept, asked, at, message, record, recording, started, status, unit


def get(store, name: str = "EV-1"):
    return store.read_now(charge_points.get, name)


def test_first_seen_waits_to_be_accepted(store):
    record(store, events.ChargePointSeen(charge_point_id="EV-1", vendor="Acme", model="M", protocol="ocpp1.5-soap"))
    row = get(store)
    assert (row.registration, row.vendor, row.model, row.protocol) == ("Pending", "Acme", "M", "ocpp1.5-soap")
    assert (row.first_seen_at, row.last_seen_at, row.registered_at, row.networks) == (at(0), at(0), None, [])
    assert (row.has_password, row.has_certificate) == (False, False)


def test_accepted_then_rejected(store, tower):
    accept(store, "EV-1")
    assert (get(store).registration, get(store).registered_at, get(store).vendor) == ("Accepted", at(0), "Acme")
    record(store, events.ChargePointRejected(charge_point_id="EV-1"))
    assert get(store).registration == "Rejected"


def test_one_that_was_never_seen_can_be_accepted(store, tower):
    record(store, events.ChargePointRegistered(charge_point_id="EV-1", by="operator"))
    tower.advance(60)
    record(store, events.ChargePointBooted(charge_point_id="EV-1", vendor="Acme", firmware_version="2"))
    row = get(store)
    assert (row.registration, row.vendor, row.firmware_version) == ("Accepted", "Acme", "2")
    assert (row.first_seen_at, row.last_boot_at) == (at(0), at(60))


def test_a_boot_renews_what_it_says_of_itself(store):
    accept(store, "EV-1")
    record(store, events.ChargePointBooted(charge_point_id="EV-1", vendor="Bcme", meter_type="m"))
    record(store, events.ChargePointBooted(charge_point_id="EV-1", vendor="Ccme"))
    row = get(store)
    assert (row.vendor, row.meter_type, row.registration) == ("Ccme", None, "Accepted")


def test_every_request_is_a_sign_of_life(store, tower):
    accept(store, "EV-1")
    tower.advance(60)
    store.run(asked(incoming=message(remote_address="192.0.2.9")))
    row = get(store)
    assert (row.last_seen_at, row.remote_address, row.protocol) == (at(60), "192.0.2.9", "ocpp1.5-soap")


def test_what_we_send_is_no_sign_of_life(store, tower):
    accept(store, "EV-1")
    tower.advance(60)
    store.run(unit(incoming=message("Response")))
    assert get(store).last_seen_at == at(0)


def test_a_message_makes_nobody_known(store):
    store.run(asked())
    assert get(store) is None


def test_a_removed_one_is_gone_with_its_connectors_but_not_its_transactions(store):
    accept(store, "EV-1")
    record(store, status(), status("EV-2"), started(1))
    record(store, status(connector_id=2), events.ChargePointRemoved(charge_point_id="EV-1"))
    assert get(store) is None
    assert store.read_now(charge_points.connectors, "EV-1") == []
    assert len(store.read_now(charge_points.connectors, "EV-2")) == 1
    assert store.read_now(transactions.get, 1) is not None


@pytest.mark.parametrize(("event", "name", "value"), [
    (events.ChargePointAddressChanged(charge_point_id="EV-1", address="http://a/"), "address", "http://a/"),
    (events.ChargePointAddressPinned(charge_point_id="EV-1", address="http://b/"), "pinned_address", "http://b/"),
    (events.ChargePointNetworksChanged(charge_point_id="EV-1", networks=("10.0.0.0/8", "é")),
     "networks", ["10.0.0.0/8", "é"]),
    (events.ChargePointCredentialChanged(charge_point_id="EV-1", kind="password", present=True), "has_password", True),
    (events.ChargePointCredentialChanged(charge_point_id="EV-1", kind="certificate", present=True),
     "has_certificate", True),
    (events.HeartbeatIntervalChanged(charge_point_id="EV-1", interval_seconds=60), "heartbeat_interval_seconds", 60),
    (events.FirmwareStatus(charge_point_id="EV-1", status="Installed"), "firmware_status", "Installed"),
    (events.DiagnosticsStatus(charge_point_id="EV-1", status="Uploaded"), "diagnostics_status", "Uploaded"),
], ids=lambda value: type(value).__name__ if isinstance(value, events.Event) else "")
def test_one_thing_changes_and_the_rest_stays(store, event, name, value):
    accept(store, "EV-1", "EV-2")
    before = get(store)
    record(store, event)
    row = get(store)
    changed = {field for field in row.__struct_fields__ if getattr(row, field) != getattr(before, field)}
    assert changed - {"firmware_status_at", "firmware_status_position"} == {name}
    assert getattr(row, name) == value
    assert getattr(get(store, "EV-2"), name) != value


def test_pages_and_counts(store):
    accept(store, "EV-1", "EV-2", "EV-3")
    record(store, events.ChargePointSeen(charge_point_id="EV-4"))
    first = store.read_now(charge_points.page, "", 2)
    rest = store.read_now(charge_points.page, first[-1].charge_point_id, 10)
    assert [one.charge_point_id for one in (*first, *rest)] == ["EV-1", "EV-2", "EV-3", "EV-4"]
    assert [one.charge_point_id for one in store.read_now(charge_points.page, registration="Pending")] == ["EV-4"]
    assert store.read_now(charge_points.counts) == {"Accepted": 3, "Pending": 1}


def test_several_changes_in_one_unit_keep_their_order(store):
    accept(store, "EV-1")
    store.run(unit(recording(
        events.ChargePointRemoved(charge_point_id="EV-1"), events.ChargePointSeen(charge_point_id="EV-1", vendor="New"),
        events.ChargePointRegistered(charge_point_id="EV-1", by="operator"),
        events.ChargePointBooted(charge_point_id="EV-1", vendor="Newer"))))
    assert (get(store).vendor, get(store).registration) == ("Newer", "Accepted")
