"""A town for the scripts of the standard: a server, three charge points that lie somewhere, and seven parties."""

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from motown.core.passwords import hashed
from motown.domain import commands
from motown.domain.access import Constraint, Target, TargetKind
from motown.domain.charge_point_info import ChargePointInfo, Location
from motown.domain.ids import ChargePointId, PartyId, new_grant_id
from tests.interop.commands.place import Place, quick

STANDARD = Path(__file__).parents[3] / "docs" / "standard"
PASSWORD = "correct horse battery"
PARTIES = {
    "operator": ("CSO", Target(TargetKind.ALL)), "provider": ("EMP", Target(TargetKind.ALL)),
    "supplier": ("SUPPLIER", Target(TargetKind.GROUP, "north")), "grid": ("DSO", Target(TargetKind.GRID_POINT, "GP-1")),
    "company": ("SITE", Target(TargetKind.SITE, "HQ")), "car": ("VEHICLE", None),
    "app": ("DEVELOPER", Target(TargetKind.ALL))}
SECONDS = 120


class Scene:
    """Everything is there; ``run`` starts a script of the standard."""

    def __init__(self, place: Place) -> None:
        self.place, self.server = place, place.server
        self.points = place.charge_points(3, prefix="TOWN", profile=quick(connectors=2))
        self.names = [point.identity for point in self.points]
        self.services = f"{self.server.address}/services"
        for number, name in enumerate(self.names):
            self._execute(commands.PutChargePointInfo(
                charge_point_id=ChargePointId(name), revision=1, info=ChargePointInfo(
                    name=f"Market {number}", location=Location(
                        latitude=round(52.0907 + number / 1000, 4), longitude=5.1214))))
        for kind, group in (("Group", "north"), ("GridPoint", "GP-1"), ("Site", "HQ")):
            self._execute(commands.PutGroup(group_id=group, kind=kind, revision=1, charge_point_ids=tuple(
                map(ChargePointId, self.names))))
        password = hashed(PASSWORD)
        for party, (role, own) in PARTIES.items():
            self._execute(commands.PutParty(
                party_id=PartyId(party), name=party.title(), roles=(role,), password_hash=password))
            if own is not None:
                self.grant(party, "SELF", own)

    def grant(self, party: str, access_class: str, target: Target, *constraints: Constraint) -> None:
        self._execute(commands.GrantAccess(
            party_id=PartyId(party), grant_id=new_grant_id(), access_classes=(access_class,), targets=(target,),
            constraints=constraints))

    def run(self, program: Sequence[str], folder: Path, *arguments: str, party: str = "operator",
            expect: int = 0) -> list[str]:
        """The lines that a script prints; ``folder`` is where it may leave files."""
        done = subprocess.run(
            [*program, self.services, party, PASSWORD, *arguments], cwd=folder, capture_output=True, text=True,
            timeout=SECONDS, check=False)
        assert done.returncode == expect, f"{done.returncode}\n{done.stdout}{done.stderr}"
        return (done.stdout + (done.stderr if expect else "")).splitlines()

    def actor(self, name: str, folder: Path, *arguments: str, party: str) -> list[str]:
        """The same for the script of an actor."""
        return self.run([sys.executable, str(STANDARD / "actors" / f"{name}.py")], folder, *arguments, party=party)

    def _execute(self, command: commands.Command) -> None:
        self.place.desk.execute(command)
