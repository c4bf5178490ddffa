"""What is wrong with any answer is found, whatever test it belongs to."""

import pytest

from motown.conformance.exchange import SOAP, Exchange
from motown.conformance.journal import Journal
from tests.contracts.standard import EXAMPLES

TYPES = "urn:motown:ws:v1:types"


def exchange(body, version="1.2", status=200, **headers):
    message = f'<e:Envelope xmlns:e="{SOAP[version]}"><e:Body>{body}</e:Body></e:Envelope>'
    return Exchange("http://x", b"<asked/>", status, headers, message.encode(), 0.1)


def motown_fault(code="NotFound", retryable="false", reference="r-1", message="There is none.", more=""):
    return (f'<m:motownFault xmlns:m="{TYPES}"><m:code>{code}</m:code><m:message>{message}</m:message>'
            f"<m:retryable>{retryable}</m:retryable><m:reference>{reference}</m:reference>{more}</m:motownFault>")


def fault_12(detail, code="Sender"):
    return (f"<e:Fault><e:Code><e:Value>e:{code}</e:Value></e:Code><e:Reason><e:Text>no</e:Text></e:Reason>"
            f"<e:Detail>{detail}</e:Detail></e:Fault>")


def fault_11(detail, code="Client"):
    return (f"<e:Fault><faultcode>e:{code}</faultcode><faultstring>no</faultstring>"
            f"<detail>{detail}</detail></e:Fault>")


def info(time="2026-01-01T00:00:00Z", more=""):
    return ('<GetStoreInfoResponse xmlns="urn:motown:ws:v1:eventstore"><headPosition>1</headPosition>'
            f"<headTime>{time}</headTime><oldestPosition>1</oldestPosition><eventCount>1</eventCount>{more}"
            "</GetStoreInfoResponse>")


def found(*exchanges):
    journal = Journal()
    for one in exchanges:
        journal.add(one)
    return set(journal.findings)


@pytest.mark.parametrize("one", [
    exchange(info()), exchange(info(), "1.1"), exchange(fault_12(motown_fault()), status=500),
    exchange(fault_12(motown_fault()), status=400), exchange(fault_11(motown_fault()), "1.1", 500),
    exchange(fault_12(motown_fault("Unavailable", "true"), "Receiver"), status=500),
    exchange(fault_12(motown_fault("NotAuthenticated")), status=401, **{"www-authenticate": "Basic"})],
    ids=["answer", "answer in 1.1", "fault", "fault with 400", "fault in 1.1", "ours to blame", "asked who it is"])
def test_what_is_right_is_not_found(one):
    assert found(one) == set()


@pytest.mark.parametrize(("one", "number"), [
    (exchange(info(more="<surprise/>")), "MT-GEN-06"),
    (exchange('<x xmlns="urn:else"/>'), "MT-GEN-06"),
    (exchange(""), "MT-GEN-06"),
    (Exchange("http://x", b"", 200, {}, b"not XML", 0.1), "MT-GEN-06"),
    (exchange(fault_12(motown_fault(more="<m:colour>red</m:colour>")), status=500), "MT-GEN-06"),
    (exchange(info("2026-01-01T01:00:00+01:00")), "MT-GEN-07"),
    (exchange(info("2026-01-01T00:00:00")), "MT-GEN-07"),
    (exchange(info(), status=500), "MT-GEN-09"),
    (exchange(fault_12(motown_fault())), "MT-GEN-09"),
    (exchange(fault_11(motown_fault()), "1.1", 400), "MT-GEN-09"),
    (exchange(fault_12(motown_fault("NotAuthenticated")), status=401), "MT-GEN-09"),
    (exchange(fault_12(""), status=500), "MT-FLT-01"),
    (exchange(fault_12(motown_fault(), "Receiver"), status=500), "MT-FLT-01"),
    (exchange(fault_11(motown_fault("InternalError"), "Client"), "1.1", 500), "MT-FLT-01"),
    (exchange(fault_12(motown_fault(retryable="true")), status=500), "MT-FLT-05"),
    (exchange(fault_12(motown_fault("TooManyRequests")), status=500), "MT-FLT-05"),
    (exchange(fault_12(motown_fault(message='File "/usr/lib/x"')), status=500), "MT-FLT-08")])
def test_what_is_wrong_is_found(one, number):
    assert found(one) == {number}


def test_a_reference_that_comes_twice_is_found():
    one, other = (exchange(fault_12(motown_fault(reference=name)), status=500) for name in ("r-1", "r-2"))
    assert found(one, other) == set()
    assert found(one, one) == {"MT-FLT-06"}


def test_all_examples_of_the_standard_are_right():
    messages = [path for path in EXAMPLES.rglob("*.xml") if not path.name.endswith("-request.xml")]
    faults = {path for path in messages if path.name.endswith("-fault.xml")}
    assert messages
    for path in messages:
        one = Exchange("http://x", b"", 500 if path in faults else 200, {}, path.read_bytes(), 0.1)
        assert found(one) == set(), path


def test_a_test_keeps_its_own_exchanges():
    journal = Journal()
    with journal.kept() as first:
        journal.add(exchange(info()))
    with journal.kept() as second:
        journal.add(exchange(info()))
        journal.add(exchange(info()))
    assert (len(first), len(second), journal.count) == (1, 2, 3)
