"""What all commands have in common, and DataTransfer (FLT-1 to FLT-3, DT-1 to DT-4)."""

import pytest

ANY = {"RemoteStartTransaction": {"idTag": "T"}, "SendLocalList": {"updateType": "Full", "listVersion": 1},
       "GetDiagnostics": {"location": "ftp://x/"}, "ClearCache": {}}


@pytest.mark.parametrize(("operation", "status"), [
    ("RemoteStartTransaction", "Rejected"), ("SendLocalList", "Failed"), ("ClearCache", "Rejected")])
def test_a_tester_can_have_commands_rejected(make, operation, status):  # FLT-2
    bench = make("1.5", rejected=frozenset({operation})).power_on()
    assert bench.command(operation, **ANY[operation]) == {"status": status}
    assert bench.recorder.commands == [(operation, status)]


def test_what_has_no_status_is_refused_by_a_fault(make):  # FLT-1
    bench = make("1.5", rejected=frozenset({"GetDiagnostics"})).power_on()
    assert bench.refused("GetDiagnostics", **ANY["GetDiagnostics"]) == "NotSupported"


def test_commands_can_be_unsupported(make):  # FLT-3
    bench = make("1.5", unsupported=frozenset({"ClearCache"})).power_on()
    assert bench.refused("ClearCache") == "NotSupported"
    assert bench.recorder.commands == [("ClearCache", "NotSupported")]


def test_every_operation_of_the_contract_has_somebody_to_answer_it(both):
    bench = both().power_on()
    assert bench.point.version.charge_point.operations.keys() <= bench.point.commands.names


def test_data_transfer_from_the_central_system(make):  # DT-3, DT-4
    bench = make("1.5", vendor_id="com.acme").power_on()
    assert bench.command("DataTransfer", vendorId="org.other", data="x") == {"status": "UnknownVendorId"}
    assert bench.command("DataTransfer", vendorId="com.acme", messageId="What") == {"status": "UnknownMessageId"}
    echo = {"vendorId": "com.acme", "messageId": "Echo"}
    assert bench.command("DataTransfer", **echo, data="x") == {"status": "Accepted", "data": "x"}
    assert bench.command("DataTransfer", **echo) == {"status": "Accepted"}


def test_data_transfer_to_it(make):  # DT-1, DT-2
    bench = make("1.5").power_on()
    assert bench.run(bench.point.transfer("com.acme", "Hello", "<&>")).status == "UnknownVendorId"
    value = bench.central.messages[-1].value
    assert (value.vendorId, value.messageId, value.data) == ("com.acme", "Hello", "<&>")
    bench.run(bench.point.transfer("com.acme"))
    assert bench.central.messages[-1].value.data is None
