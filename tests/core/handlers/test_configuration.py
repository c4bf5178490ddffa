"""What is learned of configuration keys: CF-1 to CF-7."""

import pytest

from motown.domain import commands
from motown.store import configuration
from tests.core.handlers.asking import Asked


@pytest.fixture
def asked(server):
    return Asked(server)


def known(server, identity="EV-1"):
    return {one.key: one for one in server.read(configuration.of_charge_point, identity)}


def told(key, value, **more):
    return {"key": key, "value": value, "readonly": False, **more}


def test_what_is_read_is_kept_with_its_time(server, asked):
    server.clock.advance(5)
    asked.do("GetConfiguration", {"key": ["A", "B", "C"]}, None,
             configurationKey=[told("A", "1"), {"key": "B", "readonly": True}], unknownKey=["C"])
    rows = known(server)
    assert [(rows[key].value, rows[key].readonly, rows[key].known) for key in "ABC"] == [
        ("1", False, True), (None, True, True), (None, None, False)]
    assert {(row.at, row.source) for row in rows.values()} == {(server.now, "Read")}


def test_secrets_are_masked(server, asked):
    asked.do("GetConfiguration", status=None, configurationKey=[told("AdminPassword", "hunter2")])
    asked.do("ChangeConfiguration", {"key": "WifiSecret", "value": "hunter2"})
    assert [row.value for row in known(server).values()] == ["****", "****"]
    assert not [one for one in server.log() if one.category == "Domain" and "hunter2" in one.body_text]


def test_all_keys_replace_what_was_read_before(server, asked):
    asked.do("GetConfiguration", {"key": ["Old", "Gone"]}, None, configurationKey=[told("Old", "1")],
             unknownKey=["Gone"])
    asked.do("ChangeConfiguration", {"key": "WriteOnly", "value": "x"})
    asked.do("GetConfiguration", status=None, configurationKey=[told("New", "2")])
    assert set(known(server)) == {"New", "WriteOnly"}


def test_a_part_leaves_the_rest(server, asked):
    asked.do("GetConfiguration", status=None, configurationKey=[told("A", "1"), told("B", "2")])
    asked.do("GetConfiguration", {"key": ["A"]}, None, configurationKey=[told("A", "3")])
    assert {key: row.value for key, row in known(server).items()} == {"A": "3", "B": "2"}


def test_a_charge_point_may_tell_a_key_twice_or_nothing(server, asked):
    asked.do("GetConfiguration", status=None, configurationKey=[told("A", "1"), told("A", "2")])
    asked.do("GetConfiguration", {"key": ["B"]}, None)
    assert {key: row.value for key, row in known(server).items()} == {"A": "2"}


def test_a_fault_tells_nothing(server, asked):
    asked.do("GetConfiguration", fault="InternalError")
    assert "motown.ConfigurationRead" not in server.happened()


def test_an_accepted_change_is_the_value_now(server, asked):
    asked.do("GetConfiguration", status=None, configurationKey=[told("A", "1", readonly=True)])
    asked.do("ChangeConfiguration", {"key": "A", "value": "2"})
    row = known(server)["A"]
    assert (row.value, row.readonly, row.source) == ("2", False, "Changed")


@pytest.mark.parametrize(("status", "expected"), [("Rejected", ("1", True)), ("NotSupported", (None, False))])
def test_a_refused_change(server, asked, status, expected):
    asked.do("GetConfiguration", status=None, configurationKey=[told("A", "1")])
    asked.do("ChangeConfiguration", {"key": "A", "value": "2"}, status)
    row = known(server)["A"]
    assert (row.value, row.known) == expected


def test_reading_it_back_is_the_effect(server, asked):
    command_id = asked.do("ChangeConfiguration", {"key": "A", "value": "2"})
    (_, read_back) = asked.waiting()
    asked.send(read_back.command_id)
    asked.answer(read_back.command_id, None, configurationKey=[told("A", "2")])
    assert asked.command(command_id).outcome == "Succeeded"


@pytest.mark.parametrize("key", ["HeartBeatInterval", "HeartbeatInterval"])
def test_the_next_boot_is_told_the_same_heartbeat_interval(server, asked, ev, key):
    """CF-7: the last one wins, so both have to say the same."""
    asked.do("ChangeConfiguration", {"key": key, "value": "77"})
    assert server.charge_point("EV-1").heartbeat_interval_seconds == 77
    assert ev.boot().heartbeatInterval == 77


@pytest.mark.parametrize(("value", "status"), [("77", "Rejected"), ("often", "Accepted"), ("0", "Accepted")])
def test_what_was_not_changed_or_is_no_interval_leaves_it(server, asked, value, status):
    asked.do("ChangeConfiguration", {"key": "HeartBeatInterval", "value": value}, status)
    assert server.charge_point("EV-1").heartbeat_interval_seconds is None


def test_the_configuration_goes_with_the_charge_point(server, asked):
    asked.do("GetConfiguration", status=None, configurationKey=[told("A", "1")])
    server.execute(commands.RemoveChargePoint(charge_point_id="EV-1"))
    assert known(server) == {}
