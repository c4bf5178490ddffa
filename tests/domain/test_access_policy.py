"""The table of who may do what is read as it is written, and what makes no sense is refused."""

import pytest

from motown.domain.access_policy import Needed, PolicyError, Role, Scope, parse

HEAD = "kind,service,name,class,others_class,CSO,EMP,SUPPLIER,DSO,SITE,VEHICLE,DEVELOPER,ADDON,ADMIN,description\n"
CLASS = "class,,R-RAW,,,all,none,none,none,own,none,none,none,none,Raw\n"
OPERATION = "operation,ChargePointService,GetHealth,R-RAW,,,,,,,,,,,\n"


@pytest.fixture(scope="module")
def policy(repo):
    return parse((repo / "wsdl" / "motown" / "1.0" / "access-policy.csv").read_text("utf-8"))


@pytest.mark.parametrize(("access_class", "role", "scope"), [
    ("PUBLIC", Role.ADDON, Scope.ALL), ("R-STATUS", Role.DEVELOPER, Scope.ALL), ("R-USAGE", Role.DSO, Scope.AGGREGATE),
    ("R-IDENT", Role.DSO, Scope.NONE), ("R-RAW", Role.SITE, Scope.OWN), ("C-SESSION", Role.EMP, Scope.OWN),
    ("C-STATION", Role.CSO, Scope.ALL), ("C-STATION", Role.ADMIN, Scope.NONE), ("ADMIN", Role.CSO, Scope.OWN)])
def test_the_published_table(policy, access_class, role, scope):
    assert policy.scope(access_class, role) is scope


def test_an_operation_has_a_class_and_perhaps_one_for_what_is_not_the_callers_own(policy):
    assert policy.needed("ResetChargePoint") == Needed("C-STATION")
    assert policy.needed("GetCommand") == Needed("SELF", "R-RAW")
    assert policy.needed("R-RAW") == Needed("R-RAW"), "a class may be asked for as well"
    assert policy.needed("Nonsense") is None


def test_what_is_not_known_gives_nothing(policy):
    assert policy.scope("Nonsense", Role.CSO) is Scope.NONE


@pytest.mark.parametrize(("text", "told"), [
    ("", "columns are missing"), (HEAD.replace(",ADDON", "") + CLASS, "ADDON"), (HEAD + CLASS + CLASS, "line 3"),
    (HEAD + OPERATION, "no class 'R-RAW'"), (HEAD + CLASS.replace("own", "some"), "'some'"),
    (HEAD + CLASS + OPERATION.replace("operation", "thing"), "line 3"),
    (HEAD + CLASS + OPERATION.replace("GetHealth", ""), "line 3")])
def test_nonsense_is_refused_with_its_place(text, told):
    with pytest.raises(PolicyError, match=told):
        parse(text)


def test_add_ons_bring_operations_of_their_own(policy):
    name = "{urn:acme}Blink"
    assert policy.with_operations({name: Needed("C-SESSION")}).needed(name) == Needed("C-SESSION")
    assert policy.needed(name) is None, "the table itself stays"
    for wrong in ({"WhoAmI": Needed("SELF")}, {name: Needed("NONSENSE")}):
        with pytest.raises(PolicyError):
            policy.with_operations(wrong)
