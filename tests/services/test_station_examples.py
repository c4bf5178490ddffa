"""The published examples of ChargePointService and TokenService, replayed: what they ask is answered as they tell."""

from datetime import UTC, datetime
from functools import cache

import pytest
from lxml import etree

from motown.domain import commands
from tests.contracts.standard import EXAMPLES, contract, example
from tests.services.calling import Fault, Party, client
from tests.services.stations import grouped, placed, station

BEGIN = datetime(2026, 3, 2, 9, tzinfo=UTC)
OPERATIONS = [(service, name) for service in ("chargepoint", "token") for name in contract(service).operations]
GIVEN_BY_SERVERS = {"position", "duplicate", "asOfPosition", "nextCursor", "reviewId", "changedAtPosition", "postedAt",
                    "tokenCount"}
"""What another server would tell otherwise, all else being the same."""
WRITES = ["PutTokens", "PutChargePointInfo", "SetRegistration", "PutGroup", "PostReview"]


@pytest.fixture
def party(make_server) -> Party:
    """Who may ask all this, where the charge points of the examples are."""
    server = make_server(begin=BEGIN)
    station(server, "EV-0001", "Faulted", "Available").status("Faulted", 2, "GroundFailure", vendorErrorCode="E17")
    server.accept("EV-0002")
    placed(server, "EV-0001", 52.078663, 4.288788, name="Harbour, north quay")
    placed(server, "EV-0002", 52.081, 4.286)
    grouped(server, "quay", "EV-0001", kind="GridPoint")
    server.execute(commands.PostReview(charge_point_id="EV-0001", stars=4, text="Fine"))
    return Party(server, "stadtstrom", "CSO", "EMP", "DEVELOPER", own=("*",))


def asked(party: Party, service: str, name: str):
    """The answer to the example as it is published."""
    return party.send(service, name, (EXAMPLES / service / f"{name}-request.xml").read_bytes()).answer()


@cache
def told(service: str, name: str):
    """The published answer as zeep reads it."""
    made, _ = client(service, "1.2")
    answer = example(service, f"{name}-response")
    return made.get_element(answer.tag).parse(answer, made.wsdl.types)


def test_the_examples_are_all_here():
    assert {name for _, name in OPERATIONS} >= set(WRITES)


@pytest.mark.parametrize(("service", "name"), OPERATIONS)
def test_what_the_example_asks_is_answered(party, service, name):
    asked(party, service, name)  # and fits the schema


@pytest.mark.parametrize(("service", "name"), [one for one in OPERATIONS if one[1] in WRITES])
def test_writes_answer_as_the_example_tells(party, service, name):
    answer, published = asked(party, service, name), told(service, name)
    fields = [field for field in published if field not in GIVEN_BY_SERVERS | {"_value_1", "verifiedSession"}]
    assert {field: answer[field] for field in fields} == {field: published[field] for field in fields}
    assert not answer.duplicate
    assert asked(party, service, name).duplicate


@pytest.mark.parametrize(("service", "name"), [
    ("chargepoint", "GetChargePoint"), ("chargepoint", "PutGroup"), ("chargepoint", "GetHealth"),
    ("chargepoint", "ListChargePoints"), ("chargepoint", "PostReview"), ("chargepoint", "SetRegistration"),
    ("chargepoint", "ListProblems"), ("token", "ListTokens")])
def test_faults_are_those_of_the_examples(party, service, name):
    """The example's fault comes from a request that is wrong in the way that the fault tells."""
    request = etree.parse(EXAMPLES / service / f"{name}-request.xml")
    published = {etree.QName(one).localname: one.text for one in etree.parse(
        EXAMPLES / service / f"{name}-fault.xml").getroot().find(".//{urn:motown:ws:v1:types}motownFault")}
    wrong = {"GetChargePoint": ("chargePointId", "EV-9999"), "PutGroup": ("chargePointId", "EV-9999"),
             "ListChargePoints": ("latitude", "91"), "PostReview": ("stars", "6")}.get(name)
    caller = party
    if wrong is None:
        caller = Party(party.server, "nordlicht", "DEVELOPER", own=("*",))
    else:
        next(request.getroot().iter(f"{{*}}{wrong[0]}")).text = wrong[1]
    with pytest.raises(Fault) as refused:
        caller.send(service, name, etree.tostring(request)).answer()
    assert refused.value.code == published["code"]
    assert refused.value.grantHint == published.get("grantHint")
    if refused.value.code == "InvalidRequest":
        assert refused.value.field == published["field"]
