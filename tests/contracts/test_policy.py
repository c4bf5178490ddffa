"""access-policy.csv knows every operation, and every class and role that the contracts speak of."""

import re

from tests.contracts.standard import HOME, SERVICES, operations, rows

ROLES = ("CSO", "EMP", "SUPPLIER", "DSO", "SITE", "VEHICLE", "DEVELOPER", "ADDON", "ADMIN")
SCOPES = {"all", "own", "aggregate", "none"}
POLICY = rows("access-policy.csv")
CLASSES = {row["name"]: row for row in POLICY if row["kind"] == "class"}
OPERATIONS = {row["name"]: row for row in POLICY if row["kind"] == "operation"}


def test_every_operation_has_a_class():
    told = [(row["service"], row["name"]) for row in POLICY if row["kind"] == "operation"]
    assert sorted(told) == sorted((SERVICES[service], name) for service, name in operations())
    for row in OPERATIONS.values():
        assert row["class"] in CLASSES
        assert row["others_class"] in {"", *CLASSES}


def test_every_class_has_a_scope_for_every_role():
    for row in CLASSES.values():
        assert {row[role] for role in ROLES} <= SCOPES
        assert row["description"].endswith(".")
    assert set(POLICY[0]) == {"kind", "service", "name", "class", "others_class", *ROLES, "description"}
    assert {row["kind"] for row in POLICY} == {"class", "operation"}


def test_every_class_is_used():
    used = {row["class"] for row in OPERATIONS.values()} | {row["others_class"] for row in OPERATIONS.values()}
    assert set(CLASSES) - used == {"R-IDENT"}  # of fields, not of operations


def test_an_add_on_has_nothing_but_what_it_is_granted():
    assert {name for name, row in CLASSES.items() if row["ADDON"] != "none"} == {"PUBLIC", "SELF"}


def test_the_contracts_say_the_same():
    for service, name in operations():
        text = " ".join((HOME / f"{service}.wsdl").read_text(encoding="utf-8").split())
        told = re.search(rf'<wsdl:operation name="{name}"> <wsdl:documentation>(.*?)</wsdl:documentation>', text)[1]
        needed = OPERATIONS[name]["class"]
        words = {"PUBLIC": "no credential", "SELF": r"[Aa]ny party|issuer|[Ii]ts (only )?owner|A party sees",
                 "CONSUMER": ""}.get(needed, rf"Needs {needed}")
        assert re.search(words, told), (name, needed, told)
