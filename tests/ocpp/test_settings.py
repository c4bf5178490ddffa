"""What may stand in the tables ``[ocpp]`` and ``[ocpp.calls]``."""

import pytest
from pydantic import ValidationError

from motown.ocpp.settings import OcppSettings


@pytest.mark.parametrize(("given", "told"), [
    ({"allowed_networks": ["everywhere"]}, "write global, private, loopback, link-local or a network"),
    ({"allowed_networks": ["10.0.0.1/8"]}, "host bits set"),
    ({"allowed_ports": ["0"]}, "is no port"),
    ({"allowed_ports": ["9000-8000"]}, "is no port"),
    ({"allowed_schemes": ["ftp"]}, "'http' or 'https'"),
    ({"allowed_schemes": []}, "no charge point could be called"),
    ({"addresses": {"CP-1": "192.0.2.7"}}, "write a whole address"),
    ({"addresses": {"CP-1": "http://me:geheim@192.0.2.7/"}}, "without credentials"),
    ({"most_pending": 0}, "greater than 0"),
    ({"calls": {"answer_seconds": 0}}, "greater than 0"),
    ({"calls": {"effect_seconds": {"MakeCoffee": 5}}}, "write operations: CancelReservation"),
    ({"calls": {"tls_certificate": "a.pem"}}, "needed together"),
    ({"calls": {"user": "me"}}, "user needs password"),
    ({"calls": {"password": "geheim"}}, "they need user"),
    ({"calls": {"user": "a:b", "password": "geheim"}}, "no colon"),
    ({"calls": {"colour": "green"}}, "not permitted")])
def test_what_cannot_be_meant_is_refused(given, told):
    with pytest.raises(ValidationError, match=told):
        OcppSettings(**given)


def test_several_in_one_text():
    settings = OcppSettings(
        allowed_ports="80, 8000-9000", allowed_schemes="https", allowed_networks="private,10.1.0.0/16")
    assert settings.allowed_ports == ("80", "8000-9000")
    assert settings.allowed_schemes == ("https",)
    assert settings.allowed_networks == ("private", "10.1.0.0/16")


def test_ports_may_be_numbers():
    assert OcppSettings(allowed_ports=[80, "8000-9000"]).allowed_ports == ("80", "8000-9000")


def test_addresses_are_kept_in_their_normal_form():
    assert OcppSettings(addresses={"CP-1": "HTTP://EV.example:80"}).addresses == {"CP-1": "http://ev.example/"}
