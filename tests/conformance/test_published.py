"""What the kit takes from the published tables, and what it expects of them."""

import pytest

from motown.conformance.areas.matrix import COMMANDS, FIELDS, wanted
from motown.conformance.party import is_write
from motown.conformance.published import ROLES, SERVICES, contract, file_of, namespace, operations, permissions
from tests.contracts import standard

BY_NAME = {one.operation: one for one in permissions()}


def test_it_knows_all_services_and_operations():
    assert {SERVICES[name]: name for name in SERVICES} == standard.SERVICES
    assert set(operations().items()) == {
        (name, standard.SERVICES[service]) for service, name in standard.operations()}
    assert all(contract(name).namespace == namespace(name) and file_of(name).is_file() for name in SERVICES)


def test_every_operation_that_parties_call_is_in_the_matrix():
    assert set(BY_NAME) == set(operations()) - {"Notify"}
    assert set(FIELDS) <= set(BY_NAME)
    assert len(COMMANDS) == 16


@pytest.mark.parametrize(("operation", "role", "may"), [
    ("ClearCache", "CSO", True), ("ClearCache", "EMP", False), ("StartTransaction", "SITE", True),
    ("StartTransaction", "SUPPLIER", False), ("PutParty", "ADMIN", True), ("PutParty", "CSO", False),
    ("GrantAccess", "CSO", True), ("ListTransactions", "DSO", False), ("ReadMeterValues", "DSO", True),
    ("WhoAmI", "ADDON", True), ("GetServices", "ADDON", True), ("ReadEvents", "ADDON", False),
    ("PutTokens", "EMP", True), ("PutTokens", "SITE", False), ("PostReview", "CSO", False)])
def test_the_policy_is_read_as_it_is_meant(operation, role, may):
    assert role in ROLES
    assert wanted(BY_NAME[operation], role, prepared=False) is may


def test_what_is_its_own_by_tokens_has_to_be_prepared():
    assert wanted(BY_NAME["StopTransaction"], "EMP", prepared=False) is None
    assert wanted(BY_NAME["StopTransaction"], "EMP", prepared=True) is True


def test_writes_are_those_with_a_request_id():
    assert is_write("CommandService", "ClearCache")
    assert not is_write("CommandService", "GetCommand")
    assert not is_write("SubscriptionService", "PullMessages")
