"""What a request says, however it is written."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest
from lxml import etree

from motown.contracts import motown10_access, motown10_chargepoint, motown10_command
from motown.domain.errors import Refused
from motown.standard.content import check_numbers, digest, plain

COMMAND = motown10_command.contract
OTHERS = '<v:more xmlns:v="urn:vendor">x</v:more>'


def start(inside: str, prefix: str = "m") -> object:
    name = f"{prefix}:StartTransaction" if prefix else "StartTransaction"
    declared = f'xmlns{":" if prefix else ""}{prefix}="{COMMAND.namespace}"'
    text = f"<{name} {declared}>{inside.replace('m:', f'{prefix}:' if prefix else '')}</{name}>"
    return COMMAND.decode(etree.fromstring(text))


FIELDS = "<m:requestId>r</m:requestId><m:chargePointId>EV-1</m:chargePointId><m:idTag>TAG</m:idTag>"


@pytest.mark.parametrize("other", [
    start(FIELDS, prefix=""), start(FIELDS.replace("><m", ">\n  <m")), start(FIELDS + OTHERS)],
    ids=["prefixes", "blanks", "foreign elements"])
def test_how_it_is_written_does_not_count(other):
    assert digest(b"secret", other) == digest(b"secret", start(FIELDS))


@pytest.mark.parametrize("inside", [
    FIELDS.replace("TAG", "TAX"), FIELDS + "<m:note>n</m:note>",
    FIELDS.replace("<m:idTag>", "<m:connectorId>1</m:connectorId><m:idTag>")])
def test_what_it_says_counts(inside):
    assert digest(b"secret", start(inside)) != digest(b"secret", start(FIELDS))


def test_one_moment_in_two_zones_is_one():
    in_utc = FIELDS + "<m:notBefore>2026-03-01T12:00:00Z</m:notBefore>"
    elsewhere = FIELDS + "<m:notBefore>2026-03-01T13:00:00.000+01:00</m:notBefore>"
    assert digest(b"secret", start(in_utc)) == digest(b"secret", start(elsewhere))


def test_who_does_not_know_the_secret_cannot_guess():
    assert digest(b"secret", start(FIELDS)) != digest(b"another", start(FIELDS))


def test_lists_and_structures_are_taken_apart():
    request = motown10_access.contract.models["GrantAccess"](
        requestId="r", partyId="p", accessClass=["SELF", "R-RAW"], validFrom=datetime(2026, 3, 1, tzinfo=UTC),
        target=[motown10_access.contract.models["Target"](kind="All")])
    assert plain(request) == {
        "requestId": "r", "partyId": "p", "accessClass": ["SELF", "R-RAW"], "target": [{"kind": "All"}],
        "validFrom": "2026-03-01T00:00:00+00:00"}


@pytest.mark.parametrize(("fields", "named"), [({"connectorId": -1}, "connectorId"), ({"connectorId": 0}, None)])
def test_negative_numbers(fields, named):
    request = COMMAND.models["UnlockConnector"](requestId="r", chargePointId="EV-1", **fields)
    if named is None:
        check_numbers(request, type(request))
        return
    with pytest.raises(Refused) as refused:
        check_numbers(request, type(request))
    assert refused.value.field == named


def test_negative_numbers_deep_inside():
    models = motown10_chargepoint.contract.models
    request = models["ListChargePoints"](page=models["Page"](limit=-1))
    with pytest.raises(Refused, match=r"page\.limit is -1") as refused:
        check_numbers(request, type(request))
    assert refused.value.field == "limit"


def test_a_place_may_lie_south_and_west():
    models = motown10_chargepoint.contract.models
    request = models["ListChargePoints"](near=models["Near"](
        latitude=Decimal("-33.9"), longitude=Decimal("-18.4"), radiusMeters=1))
    check_numbers(request, type(request))
