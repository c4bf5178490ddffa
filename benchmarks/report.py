"""What was measured, as tables in reStructuredText."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.traffic import Load


@dataclass(frozen=True, slots=True)
class Measured:
    """One run of the load generator, and what it cost the server."""

    server: str
    store: str
    operation: str
    connections: int
    load: Load
    server_us: float
    """Processor time of the server a message, in microseconds."""
    database_us: float
    """The same of the database's own processes."""
    disk_bytes: float
    """Growth of the store a message."""

    @property
    def rate(self) -> float:
        """Requests answered a second."""
        return self.load.requests / self.load.seconds


@dataclass(frozen=True, slots=True)
class Memory:
    """Memory of a server in RAM over many messages, in MB: at the beginning, at its highest and in the end."""

    server: str
    store: str
    messages: int
    first_mb: float
    highest_mb: float
    last_mb: float


def speed(measured: Sequence[Measured]) -> str:
    """One line a run; the last column compares with the peer on the same store, where it was measured."""
    peers = {(one.store, one.operation, one.connections): one.rate for one in measured if one.server == "peer"}
    head = ["Server", "Store", "Operation", "Connections", "Requests/s", "p50 ms", "p99 ms", "Not 2xx",
            "Server CPU µs/message", "Database CPU µs/message", "Disk bytes/message", "Of the peer's rate"]
    return table(head, (
        [one.server, one.store, one.operation, f"{one.connections}", f"{one.rate:,.0f}", f"{one.load.p50_ms:.1f}",
         f"{one.load.p99_ms:.1f}", f"{one.load.not_2xx + one.load.broken}", f"{one.server_us:.0f}",
         f"{one.database_us:.0f}", f"{one.disk_bytes:,.0f}",
         _share(one.rate, peers.get((one.store, one.operation, one.connections)))]
        for one in measured))


def memory(measured: Sequence[Memory]) -> str:
    """One line a server and store."""
    return table(["Server", "Store", "Messages", "At first MB", "Highest MB", "In the end MB"], (
        [one.server, one.store, f"{one.messages:,}", f"{one.first_mb:.0f}", f"{one.highest_mb:.0f}",
         f"{one.last_mb:.0f}"] for one in measured))


def circumstances(sync_us: float) -> str:
    """Where and when it was measured."""
    cpu = [line.partition(":")[2].strip() for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
           if line.startswith("model name")]
    return (f"Measured on {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, {len(cpu)} cores "
            f"({cpu[0] if cpu else platform.machine()}), shared with the load generator; load average at the start "
            f"{os.getloadavg()[0]:.1f}. Making 4 kB durable took {sync_us:,.0f} µs (median).\n")


def _share(rate: float, other: float | None) -> str:
    return "" if other is None else f"{rate / other:.0%}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table in reStructuredText."""
    lines = [".. list-table::", "   :header-rows: 1", ""]
    for row in (head, *rows):
        lines += [f"   {'* -' if place == 0 else '  -'} {cell}".rstrip() for place, cell in enumerate(row)]
    return "\n".join(lines) + "\n"
