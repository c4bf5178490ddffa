"""Runs tests and keeps what came of each."""

import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from motown.conformance.exchange import Exchange, Refused
from motown.conformance.requirements import Requirement
from motown.conformance.verdicts import Failed, Skipped
from motown.conformance.world import World

Verdict = Literal["Passed", "Failed", "Skipped", "NotTestable"]
SHOWN = 3
"""The last exchanges of a test that failed are told with it."""
MOST_BESIDE = 8


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one requirement."""

    requirement: Requirement
    verdict: Verdict
    seconds: float = 0.0
    reason: str = ""
    """Why it failed, was skipped, or cannot be tested."""
    expected: str = ""
    got: str = ""
    exchanges: tuple[str, ...] = ()
    """The last of them, where it failed."""


@dataclass(slots=True)
class Report:
    """What came of a run."""

    began_at: datetime
    results: list[Result] = field(default_factory=list)

    @property
    def counts(self) -> Counter[str]:
        """How many requirements there are of each verdict."""
        return Counter(one.verdict for one in self.results)

    @property
    def is_good(self) -> bool:
        """Whether nothing failed."""
        return not self.counts["Failed"]


def run(world: World, requirements: Iterable[Requirement], tell: Callable[[Result], None]) -> Report:
    """Test them; ``tell`` is called with each result as it comes, in any thread."""
    chosen, report = list(requirements), Report(datetime.now(UTC))

    def one(requirement: Requirement) -> Result:
        result = _tested(world, requirement)
        tell(result)
        return result

    with ThreadPoolExecutor(MOST_BESIDE) as pool:
        beside: list[Future[Result]] = [pool.submit(one, it) for it in chosen if it.when == "beside"]
        report.results += [one(it) for it in chosen if it.when == "in turn"]
        report.results += [it.result() for it in beside]
    report.results += [one(it) for it in chosen if it.when == "last"]
    report.results.sort(key=lambda result: result.requirement.place)
    return report


def _tested(world: World, requirement: Requirement) -> Result:
    if requirement.test is None:
        return Result(requirement, "NotTestable", reason=requirement.title)
    began = time.monotonic()
    with world.journal.kept() as exchanges:
        try:
            requirement.test(world)
        except Skipped as reason:
            return Result(requirement, "Skipped", time.monotonic() - began, str(reason))
        except Exception as error:  # noqa: BLE001, whatever goes wrong in a test is that test's failure
            return _failed(requirement, time.monotonic() - began, error, exchanges)
    return Result(requirement, "Passed", time.monotonic() - began)


def _failed(requirement: Requirement, seconds: float, error: Exception, exchanges: list[Exchange]) -> Result:
    stories = tuple(one.story() for one in exchanges[-SHOWN:])
    if isinstance(error, Failed):
        return Result(requirement, "Failed", seconds, str(error), error.expected, error.got, stories)
    if isinstance(error, Refused):
        return Result(requirement, "Failed", seconds, f"refused: {error}", "an answer", repr(error.refusal), stories)
    told = "".join(traceback.format_exception(error))
    return Result(requirement, "Failed", seconds, f"{type(error).__name__}: {error}", "the test to end", told, stories)
