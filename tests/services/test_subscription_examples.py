"""The published examples of SubscriptionService, replayed: what they ask is answered, and refused, as they tell."""

import pytest
from lxml import etree

from motown.domain import commands
from motown.services.subscriptions import asked
from tests.contracts.standard import EXAMPLES, contract
from tests.services.calling import Fault, Party

OPERATIONS = list(contract("subscription").operations)
ITS = "s-6"
"""What the examples call a subscription."""


@pytest.fixture
def party(make_server) -> Party:
    """The owner of the subscription of the examples, in a store that is long enough."""
    server = make_server(services={"subscriptions": {"allowed_networks": ["192.0.2.0/24", "203.0.113.0/24"]}})
    server.execute(*(commands.PutIdTag(id_tag=f"T{number}", key=f"t{number}") for number in range(50)))
    server.execute(commands.Subscribe(subscription_id=ITS, party_id="stadtstrom", name="mine", mode="Pull",
                                      batch_limit=100, start_position=0))
    return Party(server, "stadtstrom", "CSO", own=("*",))


def sent(party: Party, name: str, **changed: str):
    """The answer to the example as it is published, but for some fields."""
    request = etree.parse(EXAMPLES / "subscription" / f"{name}-request.xml")
    for field, text in changed.items():
        next(request.getroot().iter(f"{{*}}{field}")).text = text
    return party.send("subscription", name, etree.tostring(request))


@pytest.mark.parametrize("name", OPERATIONS)
def test_what_the_example_asks_is_answered(party, name):
    known = {"PullMessages": {"acknowledgePosition": "1"}}.get(name, {})
    if name not in ("Subscribe", "ListSubscriptions"):
        known["subscriptionId"] = ITS
    later = sent(party, name, **known)
    party.server.clock.advance(60)
    answer = later.answer()
    if hasattr(answer, "duplicate"):
        assert not answer.duplicate
        assert sent(party, name, **known).answer().duplicate


@pytest.mark.parametrize("name", ["Subscribe", "Resume", "Unsubscribe", "Pause"])
def test_faults_are_those_of_the_examples(party, name):
    published = {etree.QName(one).localname: one.text for one in etree.parse(
        EXAMPLES / "subscription" / f"{name}-fault.xml").getroot().find(".//{urn:motown:ws:v1:types}motownFault")}
    wrong = {"Subscribe": {"url": "http://192.168.1.4/"}, "Pause": {"subscriptionId": ITS}}.get(
        name, {"subscriptionId": "s-55"})
    if name == "Pause":
        party.server.execute(commands.PauseSubscription(subscription_id=ITS))
    with pytest.raises(Fault) as refused:
        sent(party, name, **wrong).answer()
    assert refused.value.code == published["code"]
    assert refused.value.field == published.get("field")
    if name != "Subscribe":
        assert refused.value.message == published["message"]


def test_what_is_not_said_is_1_2():
    assert asked.SOAP_VERSIONS[-1] == "1.2"
