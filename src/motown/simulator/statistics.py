"""What became of everything that was sent, counted in little memory however long it goes on."""

import math
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from motown.simulator.observing import Exchanged, Observer

FINEST_SECONDS = 1e-4
STEP = 1.05
"""Each bucket of the histogram reaches 5 per cent further than the one before: so exact are percentiles."""
QUEUED = frozenset({"StartTransaction", "StopTransaction", "MeterValues"})
"""Sent again and again until they are acknowledged: what is left of them is counted in the queues."""


class Histogram:
    """How long things took, in seconds."""

    def __init__(self) -> None:
        self._buckets: Counter[int] = Counter()
        self.count, self.total, self.longest = 0, 0.0, 0.0

    def add(self, seconds: float) -> None:
        """Count one."""
        self._buckets[max(0, math.ceil(math.log(max(seconds, FINEST_SECONDS) / FINEST_SECONDS, STEP)))] += 1
        self.count += 1
        self.total += seconds
        self.longest = max(self.longest, seconds)

    def merge(self, other: "Histogram") -> None:
        """Count all that another has counted."""
        self._buckets.update(other._buckets)  # noqa: SLF001, its own kind
        self.count, self.total = self.count + other.count, self.total + other.total
        self.longest = max(self.longest, other.longest)

    def percentile(self, share: float) -> float:
        """What ``share`` of all (0.99, say) did not exceed, 5 per cent too much at most; 0 if there was none."""
        needed = share * self.count
        for bucket in sorted(self._buckets):
            needed -= self._buckets[bucket]
            if needed <= 1e-9:
                return min(FINEST_SECONDS * STEP**bucket, self.longest)
        return self.longest

    @property
    def mean(self) -> float:
        """Average; 0 if there was none."""
        return self.total / self.count if self.count else 0.0


@dataclass(slots=True)
class Tally:
    """What became of the messages of one operation."""

    answered: int = 0
    faults: int = 0
    unintelligible: int = 0
    unanswered: int = 0
    given_up: int = 0
    seconds: Histogram = field(default_factory=Histogram)
    """Of those that were answered, faults too."""

    @property
    def sent(self) -> int:
        """All, repetitions too."""
        return self.answered + self.faults + self.unintelligible + self.unanswered


class Statistics(Observer):
    """Counts for one simulation."""

    def __init__(self) -> None:
        self.operations: dict[str, Tally] = {}
        self.reasons: Counter[str] = Counter()
        """Faults and missing answers by what was said of them."""
        self.commands: Counter[tuple[str, str]] = Counter()
        """Commands received by operation and answer."""
        self.events: Counter[str] = Counter()
        self._failed: set[tuple[str, str, str]] = set()

    def exchanged(self, exchange: Exchanged) -> None:
        """Count a message; the last one of its kind tells whether it was ever acknowledged."""
        tally = self._tally(exchange.operation)
        key = (exchange.identity, exchange.operation, exchange.subject)
        if exchange.outcome == "answered":
            tally.answered += 1
            self._failed.discard(key)
        else:
            self._count_failure(tally, exchange)
            self._failed.add(key)
        if exchange.outcome in ("answered", "fault"):
            tally.seconds.add(exchange.seconds)

    def given_up(self, identity: str, operation: str) -> None:
        """Count a transaction message that was dropped."""
        self._tally(operation).given_up += 1

    def commanded(self, identity: str, operation: str, answer: str) -> None:
        """Count a command."""
        self.commands[operation, answer] += 1

    def happened(self, identity: str, what: str) -> None:
        """Count an event."""
        self.events[what] += 1

    @property
    def answered(self) -> int:
        """Messages that were acknowledged."""
        return sum(tally.answered for tally in self.operations.values())

    @property
    def sent(self) -> int:
        """Messages that were sent."""
        return sum(tally.sent for tally in self.operations.values())

    def lost(self, waiting: int) -> int:
        """Messages never acknowledged: ``waiting`` in queues, given up, or failed and not made up for since."""
        given_up = sum(tally.given_up for tally in self.operations.values())
        return waiting + given_up + sum(operation not in QUEUED for _, operation, _ in self._failed)

    def told(self, seconds: float, waiting: int) -> dict[str, Any]:
        """All of it for programs, after ``seconds``; durations in milliseconds."""
        return {
            "seconds": round(seconds, 3), "sent": self.sent, "acknowledged": self.answered,
            "per_second": round(self.answered / seconds, 2) if seconds > 0 else 0.0,
            "never_acknowledged": self.lost(waiting),
            "operations": {name: _told(tally) for name, tally in sorted(self.operations.items())},
            "reasons": dict(self.reasons.most_common()),
            "commands": [{"operation": operation, "answer": answer, "count": count}
                         for (operation, answer), count in sorted(self.commands.items())],
            "events": dict(sorted(self.events.items())),
        }

    def _tally(self, operation: str) -> Tally:
        return self.operations.setdefault(operation, Tally())

    def _count_failure(self, tally: Tally, exchange: Exchanged) -> None:
        self.reasons[f"{exchange.operation}: {exchange.detail}"] += 1
        if exchange.outcome == "fault":
            tally.faults += 1
        elif exchange.outcome == "unintelligible":
            tally.unintelligible += 1
        else:
            tally.unanswered += 1


def _told(tally: Tally) -> dict[str, Any]:
    times = tally.seconds
    shown = {"mean_ms": times.mean, "p50_ms": times.percentile(0.5), "p99_ms": times.percentile(0.99),
             "max_ms": times.longest}
    return {"sent": tally.sent, "acknowledged": tally.answered, "faults": tally.faults,
            "unintelligible": tally.unintelligible, "unanswered": tally.unanswered, "given_up": tally.given_up,
            **{name: round(seconds * 1000, 2) for name, seconds in shown.items()}}
