"""Body elements that no contract knows."""

import pytest

from motown.contracts import ocpp15_centralsystem, ocpp15_chargepoint
from motown.ocpp.tolerance import Tolerance
from motown.soap.parsing import parse_own
from tests.ocpp.tolerance.desk import CS, START, STATUS, body, envelope, hear, request, values

RENAMED = [
    ("urn://Ocpp/Cs/2012/06", "1.5", ["namespace-without-slash"]),
    ("urn://Ocpp/Cs/2010/08", "1.2", ["namespace-without-slash"]),
    ("urn://Ocpp/Cp/2012/06/", "1.5", ["cp-namespace"]),
    ("urn://Ocpp/Cp/2010/08/", "1.2", ["cp-namespace"]),
    ("urn://Ocpp/Cp/2010/08", "1.2", ["namespace-without-slash", "cp-namespace"]),
    ("URN://OCPP/CS/2012/06/", "1.5", ["namespace-spelling"]),
    ("urn:ocpp/cs/2012/6/", "1.5", ["namespace-spelling"]),
    ("urn://Ocpp/2012/06/", "1.5", ["namespace-spelling"]),
    ("urn://Ocpp/Cs/2010/10/", "1.2", ["namespace-month"]),
    ("urn://Ocpp/Cs/2012/02/", "1.5", ["namespace-month"]),
    ("urn://Ocpp/Cp/2012/08/", "1.5", ["namespace-month"]),
]


@pytest.mark.parametrize(("namespace", "version", "repairs"), RENAMED)
def test_namespaces_that_can_mean_one_thing_only(namespace: str, version: str, repairs: list[str]) -> None:
    heard = hear(envelope(body("startTransaction", START).replace(CS["1.5"], namespace)))
    assert (heard.version, heard.request.idTag) == (version, "TAG")
    assert heard.repairs == [*repairs, "children-namespace"]


@pytest.mark.parametrize("namespace", [
    "urn://Ocpp/Cs/2015/10/", "urn://Ocpp/Cs/2015/10", "urn://Ocpp/Cs/2011/01/", "urn:other",
    "http://www.w3.org/2003/05/soap-envelope"])
@pytest.mark.parametrize("operation", ["heartbeat", "authorize", "dataTransfer"])
def test_other_versions_are_never_taken_for_ours(namespace: str, operation: str) -> None:
    heard = hear(envelope(body(operation, "<idTag>A</idTag>").replace(CS["1.5"], namespace)))
    assert (heard.operation, heard.fault is not None) == (None, True)


def test_ocpp_16_without_a_namespace_is_not_taken_for_15() -> None:
    text = ('<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope" xmlns:c="urn://Ocpp/Cs/2015/10/">'
           "<e:Header><c:chargeBoxIdentity>C</c:chargeBoxIdentity></e:Header><e:Body><dataTransferRequest>"
           "<vendorId>v</vendorId></dataTransferRequest></e:Body></e:Envelope>")
    assert hear(text).operation is None


@pytest.mark.parametrize("namespace", [CS["1.2"], "urn://Ocpp/Cs/2010/08", "urn://Ocpp/Cp/2010/08/"])
def test_ocpp_12_has_no_data_transfer(namespace: str) -> None:
    heard = hear(envelope(body("dataTransfer", "<vendorId>v</vendorId>").replace(CS["1.5"], namespace)))
    assert (heard.operation, heard.fault is not None) == (None, True)


@pytest.mark.parametrize("version", ["1.2", "1.5"])
def test_the_identity_header_tells_the_version_of_a_body_in_no_namespace(version: str) -> None:
    heard = hear(envelope("<heartbeatRequest/>", version=version))
    assert (heard.version, heard.repairs) == (version, ["no-namespace"])


def test_a_body_in_no_namespace_without_any_hint() -> None:
    bare = '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{}</e:Body></e:Envelope>'
    assert hear(bare.format("<heartbeatRequest/>")).operation is None
    told = hear(bare.format("<dataTransferRequest><vendorId>v</vendorId></dataTransferRequest>"))
    assert (told.version, told.repairs) == ("1.5", ["no-namespace", "children-namespace"])
    content = f"{STATUS}<timestamp>2024-03-05T10:00:00Z</timestamp>"
    told = hear(bare.format(f"<statusNotificationRequest>{content}</statusNotificationRequest>"))
    assert (told.version, told.repairs) == ("1.5", ["no-namespace", "children-namespace"])


def test_what_the_sender_spoke_last_decides_where_nothing_else_does() -> None:
    tolerance = Tolerance((ocpp15_centralsystem.contract,))
    message = parse_own("<heartbeatRequest/>")
    assert tolerance.name(message, [], CS["1.5"]) == ["no-namespace"]
    assert message.tag == f"{{{CS['1.5']}}}heartbeatRequest"


def test_the_nearest_namespace_counts_most() -> None:
    inside = values(f'<v:value xmlns:v="{CS["1.2"]}">1</v:value>')
    heard = hear(envelope(f"<meterValuesRequest>{inside}</meterValuesRequest>"))
    assert heard.version == "1.2"


@pytest.mark.parametrize("name", ["HeartbeatRequest", "heartbeatrequest", "HEARTBEATREQUEST"])
def test_a_name_in_other_letters(name: str) -> None:
    heard = hear(request("heartbeat").replace("heartbeatRequest", name))
    assert (heard.operation, heard.repairs) == ("Heartbeat", ["body-name-case"])


@pytest.mark.parametrize("name", ["heartbeat", "heartbeatResponse", "hartbeatRequest", "resetRequest", "Fault"])
def test_other_names_are_not_guessed(name: str) -> None:
    assert hear(request("heartbeat").replace("heartbeatRequest", name)).operation is None


def test_versions_are_told_apart_message_by_message() -> None:
    assert [hear(request("heartbeat", version=version)).version for version in ("1.2", "1.5", "1.2")] == ["1.2", "1.5",
        "1.2"]


def test_answers_of_charge_points() -> None:
    tolerance = Tolerance((ocpp15_chargepoint.contract,), answers=True)
    message = parse_own('<resetResponse xmlns="urn://Ocpp/Cs/2012/06"><status>Accepted</status></resetResponse>')
    assert tolerance.name(message, []) == ["namespace-without-slash", "cp-namespace"]
    assert message.tag == "{urn://Ocpp/Cp/2012/06/}resetResponse"
