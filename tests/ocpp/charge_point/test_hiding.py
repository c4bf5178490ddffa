import pytest

from motown.domain import operations
from motown.ocpp.charge_point.hiding import hidden, secrets_of

WHEN = {"retrieveDate": "2026-03-01T12:00:00Z"}


@pytest.mark.parametrize(("name", "fields", "secrets"), [
    ("ChangeConfiguration", {"key": "AuthorizationKey", "value": "geheim"}, ("geheim",)),
    ("ChangeConfiguration", {"key": "HeartBeatInterval", "value": "90000"}, ()),
    ("GetDiagnostics", {"location": "ftp://me:gehe%20im@host/"}, ("gehe%20im", "gehe im")),
    ("GetDiagnostics", {"location": "ftp://host/"}, ()),
    ("GetDiagnostics", {}, ()),
    ("UpdateFirmware", {"location": "ftp://[me:x@host/", **WHEN}, ()),
    ("DataTransfer", {"vendorId": "org.example", "data": "token"}, ("token",)),
    ("DataTransfer", {"vendorId": "org.example"}, ()),
    ("Reset", {"type": "Soft"}, ())])
def test_what_is_secret_in_a_request(name, fields, secrets):
    assert secrets_of(operations.read(name, fields)) == secrets


def test_what_is_short_is_no_secret():
    assert secrets_of(operations.read("DataTransfer", {"vendorId": "org.example", "data": "on"})) == ()


def test_secrets_are_taken_out_of_what_is_said():
    assert hidden("'geheim' is no key; see ftp://a:b@c/", ("geheim",)) == "'****' is no key; see ftp://a:****@c/"
    assert hidden(None, ("geheim",)) is None
