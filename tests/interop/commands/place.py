"""A running server, simulated charge points that it can call, and an operator."""

from types import TracebackType
from typing import Any, Self

from motown.simulator.charge_point import SimulatedChargePoint
from motown.simulator.profile import Profile
from tests.interop.commands.desk import Desk
from tests.interop.server import Server, until
from tests.interop.simulator.stage import Stage

QUICK: dict[str, Any] = {"plug_seconds": 0.05, "reboot_seconds": 0.2, "transfer_seconds": 0.05, "install_seconds": 0.05}
"""A charge point that loses no time."""


def quick(**more: Any) -> Profile:
    """The same as a profile, with more of it."""
    return Profile(**{**QUICK, **more})


class Place:
    """All that a test needs; ``charge_points`` adds some, and all go when the place is left."""

    def __init__(self, server: Server, desk: Desk) -> None:
        self.server, self.desk = server, desk
        self.stages: list[Stage] = []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None,
                 trace: TracebackType | None) -> None:
        for stage in self.stages:
            stage.close()

    def charge_points(self, count: int = 1, *, version: str = "1.5", profile: Profile | None = None,
                      **options: Any) -> list[SimulatedChargePoint]:
        """Switch so many on; they are registered, and have told their statuses."""
        profile = profile or quick()
        prefix = options.pop("prefix", f"P{len(self.stages)}")
        options.setdefault("ramp_up", 0)
        stage = Stage(f"{self.server.address}/ocpp", version=version, count=count, prefix=prefix, profile=profile,
                      **options)
        self.stages.append(stage)
        self.desk.knows([point.identity for point in stage.fleet.points], profile.connectors)
        return stage.fleet.points

    def do(self, work: Any) -> Any:
        """Make a charge point do something, in the thread where they live."""
        return self.stages[0].do(work)

    def reaches(self, condition: Any, what: str) -> None:
        """Wait until something is so of the charge points."""
        until(lambda: self.do(condition), what)
