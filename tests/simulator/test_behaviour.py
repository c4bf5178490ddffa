"""What a charge point does wrong on purpose: data, and what comes of it without HTTP."""

import pytest

from motown.simulator.behaviour import EVERY, GOOD, Behaviour, Behaviours, answer, check, statuses
from motown.simulator.commands import HARMLESS, LIES
from motown.simulator.versions import VERSIONS
from tests.simulator.test_incoming import COMMANDS

ALL = [(version, operation, status) for version, names in COMMANDS.items() for operation in names
       for status in statuses(VERSIONS[version], operation)]


@pytest.mark.parametrize(("version", "operation", "status"), ALL)
def test_every_status_of_the_schema_can_be_asked_for_and_nothing_is_done(make, version, operation, status):
    bench = make(version, behaviours={operation: Behaviour(status=status)}).power_on()
    said = len(bench.central.messages)
    assert bench.command(operation, **COMMANDS[version][operation]) == {"status": status}
    bench.pass_(600)
    assert {one.operation for one in bench.central.messages[said:]} <= {"Heartbeat"}
    assert bench.point.inbox.executed[operation] == 0


def test_that_was_all_of_them():
    assert len(ALL) == 16 + 32
    assert {operation for _, operation, _ in ALL} == COMMANDS["1.5"].keys() - {
        "GetConfiguration", "GetDiagnostics", "GetLocalListVersion", "UpdateFirmware"}


def test_answers_without_a_status_can_be_told_too(make):
    bench = make().power_on()
    bench.point.behave("GetLocalListVersion", status="-7")
    bench.point.behave("GetDiagnostics", status="")
    assert bench.command("GetLocalListVersion") == {"listVersion": -7}
    assert bench.command("GetDiagnostics", location="ftp://x/") == {}
    bench.point.behave("GetDiagnostics", status="core.dump")
    assert bench.command("GetDiagnostics", location="ftp://x/") == {"fileName": "core.dump"}


@pytest.mark.parametrize(("operation", "status"), [
    ("Reset", "Scheduled"), ("ReserveNow", "Reserved"), ("UpdateFirmware", "Accepted"),
    ("GetConfiguration", "Accepted"), ("GetLocalListVersion", "seven"), (EVERY, "Excellent")])
def test_what_the_schema_does_not_have_cannot_be_asked_for(make, operation, status):
    with pytest.raises(ValueError, match="cannot answer"):
        make().point.behave(operation, status=status)


def test_nor_can_an_operation_of_the_other_version_or_no_times():
    with pytest.raises(ValueError, match="ReserveNow is none of"):
        check(VERSIONS["1.2"], "ReserveNow", GOOD)
    with pytest.raises(ValueError, match="times"):
        check(VERSIONS["1.5"], "Reset", Behaviour(times=0))


@pytest.mark.parametrize("word", ["", "two words", "a:b", "<x>"])
def test_a_subcode_is_a_name(make, word):
    with pytest.raises(ValueError, match="subcode"):
        make().point.behave("Reset", fault=word)


def test_one_profile_serves_both_versions(make):
    make("1.2", behaviours={"ReserveNow": Behaviour(status="Occupied")})


@pytest.mark.parametrize("subcode", ["SecurityError", "IdentityMismatch", "ProtocolError", "InternalError",
                                     "NotSupported", "UrlMismatch"])
def test_faults_of_any_subcode(both, subcode):  # FLT-3, FLT-4
    bench = both(behaviours={"ClearCache": Behaviour(fault=subcode)}).power_on()
    assert bench.refused("ClearCache") == subcode
    assert bench.recorder.commands == [("ClearCache", subcode)]


@pytest.mark.parametrize("operation", sorted(COMMANDS["1.5"].keys() - HARMLESS))
def test_a_lie_is_accepted_and_has_no_effect(make, operation):
    bench = make(behaviours={operation: Behaviour(lies=True)}).power_on()
    said = len(bench.central.messages)
    if operation == "DataTransfer":
        assert bench.command(operation, vendorId="com.unknown") == {"status": "Accepted"}
    else:
        expected = LIES.get(operation, {"status": "Accepted"})
        assert bench.command(operation, **COMMANDS["1.5"][operation]) == expected
    bench.pass_(600)
    assert {one.operation for one in bench.central.messages[said:]} <= {"Heartbeat"}
    assert (bench.point.configuration.number("BlinkRepeat"), bench.point.tags.version) == (3, 0)
    assert (len(bench.point.reservations), bench.point.inbox.executed) == (0, {})


@pytest.mark.parametrize("operation", sorted(HARMLESS))
def test_there_is_nothing_to_lie_about_where_nothing_would_be_done(make, operation):
    bench = make(behaviours={EVERY: Behaviour(lies=True)}).power_on()
    bench.command(operation)
    assert bench.point.inbox.executed[operation] == 1


def test_all_operations_at_once_where_their_answers_allow_it(make):
    bench = make().power_on()
    bench.point.behave(status="Rejected")
    assert bench.command("ClearCache") == {"status": "Rejected"}
    assert bench.command("GetLocalListVersion") == {"listVersion": 0}
    assert bench.command("GetDiagnostics", location="ftp://x/")["fileName"].endswith(".log.gz")
    bench.point.behave("ClearCache", fault="NotSupported")
    assert bench.refused("ClearCache") == "NotSupported"
    bench.point.behave_well()
    assert bench.command("ClearCache") == {"status": "Accepted"}


def test_behaviour_changes_while_it_runs_and_may_end_by_itself(make):
    bench = make().power_on()
    bench.point.behave("ClearCache", status="Rejected", times=2)
    assert [bench.command("ClearCache")["status"] for _ in range(3)] == ["Rejected", "Rejected", "Accepted"]
    bench.point.behave("ClearCache", status="Rejected")
    bench.point.behave("ClearCache")
    assert bench.command("ClearCache")["status"] == "Accepted"


def test_an_own_behaviour_fills_up_with_that_of_all():
    behaviours = Behaviours(VERSIONS["1.5"], {
        EVERY: Behaviour(delay_seconds=10, lies=True), "Reset": Behaviour(delay_seconds=2, drops=True)})
    assert behaviours.take("Reset") == Behaviour(delay_seconds=2, lies=True, drops=True)
    assert behaviours.take("ClearCache") == Behaviour(delay_seconds=10, lies=True)


def test_charge_points_do_not_share_their_habits(make):
    one, other = make(), make()
    one.point.profile.lock_is_jammed = True
    assert not other.point.profile.lock_is_jammed
    assert one.power_on().command("UnlockConnector", connectorId=1) == {"status": "Rejected"}


def test_answers_are_what_the_schema_takes():
    assert answer(VERSIONS["1.2"], "ChangeAvailability", "Scheduled") == {"status": "Scheduled"}
    assert answer(VERSIONS["1.2"], "ChangeAvailability", "") is None
