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
from motown.services.addon import SERVICES
from tests.harness import Server
from tests.services.calling import Fault, Party

ROWS = list(csv.DictReader((roots()["wsdl"] / "motown" / "1.0" / "access-policy.csv").open(encoding="utf-8")))
CLASSES = {row["name"]: row for row in ROWS if row["kind"] == "class"}
SERVED = [row for row in ROWS if row["kind"] == "operation"
          and row["service"].lower().removesuffix("service") in SERVICES]
OF_ADMINISTRATORS = ("PutParty", "ListParties")
"""Where the scope own is none."""


@pytest.fixture(scope="module")
def parties(tmp_path_factory, empty_file) -> Iterator[dict[Role, Party]]:
    """A party of each role; everything is its own."""
    path = tmp_path_factory.mktemp("matrix") / "motown.db"
    shutil.copy(empty_file, path)
    server = Server(f"sqlite:///{path}")
    Party(server, "boss", "ADMIN")
    yield {role: Party(server, f"party-{role.value.lower()}", role, own=("*",)) for role in Role}
    server.close()


def outcome(party: Party, service: str, operation: str) -> tuple[str, str | None]:
    """What comes of the published example: the code and the hint of its fault, or Answered, or Waits."""
    example = (folder("examples") / service / f"{operation}-request.xml").read_bytes()
    later = party.send(service, operation, example)
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


def test_services_are_served():
    assert {"GetServices", "WhoAmI"} <= {row["name"] for row in SERVED}
