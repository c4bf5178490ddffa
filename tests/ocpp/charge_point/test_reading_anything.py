"""Whatever comes back, something is made of it."""

from hypothesis import given, settings
from hypothesis import strategies as st

from motown.ocpp.charge_point.answers import FAULT, MALFORMED, RESPONSE
from motown.soap.client import HttpReply
from tests.ocpp.charge_point.samples import FULL, request
from tests.ocpp.charge_point.test_answers import READERS, envelope, soap_fault

PARTS = st.sampled_from([
    "<c:resetResponse>", "</c:resetResponse>", "<c:resetResponse/>", "<c:status>Accepted</c:status>", "<c:status/>",
    soap_fault(), soap_fault(subcode=">x:y"), "text", "&#0;", "<!-- -->", "<?pi?>", "<x xmlns='urn:x'/>", "]]>", "\x00",
    "<c:status xsi:nil='true' xmlns:xsi='http://www.w3.org/2001/XMLSchema-instance'/>"])
HEADERS = st.sampled_from([
    "", "<a:RelatesTo/>", "<a:RelatesTo><a:Address>x</a:Address></a:RelatesTo>",
    "<c:chargeBoxIdentity>x&#10;y</c:chargeBoxIdentity>",
    "<c:chargeBoxIdentity><x/></c:chargeBoxIdentity>", "<a:relatesto>1</a:relatesto>"])
BODIES = st.binary(max_size=200) | st.builds(
    lambda header, parts: envelope("".join(parts), header).encode(), HEADERS, st.lists(PARTS, max_size=4))
TYPES = st.sampled_from(["", "text/html", "application/soap+xml; charset=utf-16", "x; charset=nonsense", "text/xml"])


@settings(deadline=None, max_examples=300)
@given(BODIES, st.integers(100, 599), TYPES, st.booleans())
def test_reading_never_fails(body, status, content_type, lenient):
    made = request("1.5", "Reset", FULL["1.5"]["Reset"])
    found = READERS[lenient].read(made, HttpReply(status, {"content-type": content_type}, body))
    assert found.kind in (RESPONSE, FAULT, MALFORMED)
    assert found.kind != MALFORMED or found.reason
    assert found.kind != FAULT or found.fault
