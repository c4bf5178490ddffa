"""Where consumers may be called, as an operator settles it; host names are looked up when somebody subscribes."""

import pytest
from pydantic import ValidationError

from motown.addon import NotReached
from motown.services.subscriptions import SubscriptionSettings
from tests.services.calling import Party, refusal

WORDS = {"requestId": "1", "name": "n", "mode": "Push"}


def test_as_it_comes_only_the_public_internet_is_called():
    networks = SubscriptionSettings().networks
    assert networks.why_not("8.8.8.8") is None
    for ip in ("10.0.0.1", "127.0.0.1", "169.254.169.254", "::1"):
        assert "services.subscriptions.allowed_networks" in networks.why_not(ip)


@pytest.mark.parametrize("wrong", [
    {"allowed_networks": ["nowhere"]}, {"allowed_ports": ["0"]}, {"allowed_schemes": []}, {"batch_limit": 0},
    {"batch_limit": 1001}, {"connect_seconds": 0}, {"unknown": 1}])
def test_what_cannot_be(wrong):
    with pytest.raises(ValidationError):
        SubscriptionSettings(**wrong)


def test_several_may_come_as_one_text():
    assert SubscriptionSettings(allowed_networks="global, 10.0.0.0/8").allowed_networks == ("global", "10.0.0.0/8")


def test_schemes_and_ports(make_server):
    server = make_server(services={"subscriptions": {
        "allowed_networks": ["192.0.2.0/24"], "allowed_schemes": ["https"], "allowed_ports": ["443"]}})
    party = Party(server, "nordlicht", "CSO", own=("*",))
    for url in ("http://192.0.2.7/", "https://192.0.2.7:8443/"):
        with refusal("InvalidRequest", "delivery/url"):
            party("subscription", "Subscribe", **WORDS, delivery={"url": url})
    assert party("subscription", "Subscribe", **WORDS, delivery={"url": "https://192.0.2.7/"}).subscriptionId


def test_a_password_may_be_shown_over_http_where_an_operator_says_so(make_server):
    server = make_server(services={"subscriptions": {"allowed_networks": ["192.0.2.0/24"], "plain_passwords": True}})
    party = Party(server, "nordlicht", "CSO", own=("*",))
    delivery = {"url": "http://192.0.2.7/", "user": "motown", "secret": "hush"}
    assert party("subscription", "Subscribe", **WORDS, delivery=delivery).subscriptionId


def test_a_name_that_leads_where_nobody_may_be_called(make_server, monkeypatch):
    server = make_server()
    party = Party(server, "nordlicht", "CSO", own=("*",))

    async def check(url):
        raise NotReached(f"{url} leads to an address that may not be called", "forbidden")

    monkeypatch.setattr(server.wire, "check", check)
    with refusal("InvalidRequest", "delivery/url") as refused:
        party("subscription", "Subscribe", **WORDS, delivery={"url": "https://consumer.example/"})
    assert "may not be called" in refused.fault.message
