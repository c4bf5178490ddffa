"""Every operation that is served x every role, as access-policy.csv has it (requirement MT-ACC-04).

What a role is given nowhere is refused with the class that it lacks; what it is given everywhere is never refused on
what is its own.  The requests are those of the published examples.
"""

import csv
import shutil
from collections.abc import Iterator

import pytest

from motown.contracts import roots
from motown.domain.access_policy import Role
from motown.files import folder
from tests.harness import Server
from tests.services.calling import Fault, Party

ROWS = list(csv.DictReader((roots()["wsdl"] / "motown" / "1.0" / "access-policy.csv").open(encoding="utf-8")))
CLASSES = {row["name"]: row for row in ROWS if row["kind"] == "class"}
SERVED = [row for row in ROWS if row["kind"] == "operation" and row["class"] != "CONSUMER"]
"""All but what consumers serve."""
OF_ADMINISTRATORS = ("PutParty", "ListParties")
"""Where the scope own is none."""


@pytest.fixture(scope="module")
def stranger(parties) -> Party:
    """A CSO of which nothing is its own."""
    return Party(parties[Role.CSO].server, "stranger", "CSO")


@pytest.fixture(scope="module")
def parties(tmp_path_factory, empty_file) -> Iterator[dict[Role, Party]]:
    """A party of each role; everything is its own."""
    path = tmp_path_factory.mktemp("matrix") / "motown.db"
    shutil.copy(empty_file, path)
    server = Server(f"sqlite:///{path}")
    Party(server, "boss", "ADMIN")
    yield {role: Party(server, f"party-{role.value.lower()}", role, own=("*",)) for role in Role}
    server.close()


def example(service: str, operation: str) -> bytes:
    """The published request."""
    return (folder("examples") / service / f"{operation}-request.xml").read_bytes()


def outcome(party: Party, service: str, operation: str) -> tuple[str, str | None]:
    """What comes of the published example: the code and the hint of its fault, or Answered, or Waits."""
    later = party.send(service, operation, example(service, operation))
    if not later.is_here:
        return "Waits", None
    try:
        later.answer()
    except Fault as fault:
        return fault.code or "", fault.grantHint
    return "Answered", None


@pytest.mark.parametrize("row", SERVED, ids=lambda row: row["name"])
def test_an_operation(parties, row):
    service, operation = row["service"].lower().removesuffix("service"), row["name"]
    for role, party in parties.items():
        scope = CLASSES[row["class"]][role.value]
        if scope == "own" and operation in OF_ADMINISTRATORS:
            scope = "none"
        code, hint = outcome(party, service, operation)
        if scope == "none":
            assert (code, hint) == ("NotPermitted", row["class"]), (role, code)
        elif scope == "all" and row["class"] != "SELF":
            assert code not in ("NotPermitted", "NotAuthenticated", "InternalError"), (role, code)
        else:
            assert code not in ("NotAuthenticated", "InternalError"), (role, code)


ABOUT_ONE = [row for row in SERVED if row["class"] not in ("PUBLIC", "SELF") and not row["name"].startswith("List")
             and b":chargePointId>" in example(row["service"].lower().removesuffix("service"), row["name"])]
"""What names one charge point; a list of what is not there is empty."""


@pytest.mark.parametrize("row", ABOUT_ONE, ids=lambda row: row["name"])
def test_what_is_out_of_reach_is_not_there(stranger, row):
    """Requirements MT-ACC-06 and MT-FLT-03."""
    code, hint = outcome(stranger, row["service"].lower().removesuffix("service"), row["name"])
    scope = CLASSES[row["class"]]["CSO"]
    assert (code, hint) == (("NotPermitted", row["class"]) if scope == "none" else ("NotFound", None))
