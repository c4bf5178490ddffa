"""Measure commands to simulated charge points, and write tables: ``python -m benchmarks.commands --help``.

The server and who asks share one process (``benchmarks.commanding``), the charge points have another; fairness: a tenth
of them answers after 10 s, a tenth is not there at all.
"""

import argparse
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from benchmarks import report, servers, stores

NORMAL, SLOW, DEAD = "CP", "SLOW", "DEAD"


class Fleet:
    """Simulated charge points: so many of a kind, and what is special about them."""

    def __init__(self, prefix: str, count: int, *options: str) -> None:
        self.prefix, self.count, self.options = prefix, count, options

    def command(self, version: str) -> list[str]:
        """How they are started."""
        return [str(Path(sys.executable).parent / "motown"), "simulate", "--url", servers.URL, "--id", self.prefix,
                "--count", str(self.count), "--version", version, "--scenario", "idle", "--ramp-up", "5",
                *self.options]


@contextmanager
def simulating(fleets: Sequence[Fleet], version: str, log: Path) -> Iterator[list[int]]:
    """Run them; their process ids."""
    with log.open("wb") as output, ExitStack() as stack:
        running = [subprocess.Popen(fleet.command(version), stdout=output, stderr=subprocess.STDOUT, cwd=servers.REPO)
                   for fleet in fleets]
        for process in running:
            stack.callback(process.wait, 60)
            stack.callback(process.terminate)
        yield [process.pid for process in running]


def measure(options: argparse.Namespace, store: stores.Store, fleets: Sequence[Fleet], name: str) -> dict[str, Any]:
    """Serve on a store, simulate, and measure; what ``benchmarks.commanding`` has found."""
    chosen = [f"store.url={store.url}", f"http.listen=127.0.0.1:{servers.PORT}", "ocpp.registration=open",
              "http.limits.connections_per_address=5000",
              "ocpp.allowed_networks=global,private,loopback", "addons.ftp.enabled=false",
              f"ocpp.calls.keep_alive={str(options.keep_alive).lower()}", *options.set]
    command = [sys.executable, "-m", "benchmarks.commanding", *(f"--set={one}" for one in chosen),
               "--charge-points", str(sum(fleet.count for fleet in fleets)),
               "--seconds", str(options.seconds), "--prefixes", *(fleet.prefix for fleet in fleets),
               "--life", "20" if options.fairness else "300",
               "--operations", *options.operations, "--outstanding", *map(str, options.outstanding)]
    with ExitStack() as stack:
        log = stack.enter_context((options.folder / f"{name}.log").open("wb"))
        server = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=log, text=True,
                                  cwd=servers.REPO)
        stack.callback(server.terminate)
        ready, said = server.stdout.readline() if server.stdout else "", ""
        if ready:
            simulators = simulating(fleets, options.version, options.folder / f"{name}-simulator.log")
            said, _ = server.communicate(" ".join(map(str, stack.enter_context(simulators))) + "\n")
    if not said.startswith("{"):
        raise SystemExit(f"no figures: see {options.folder / f'{name}.log'}")
    found: dict[str, Any] = json.loads(said)
    return found


def rows(store: str, found: dict[str, Any]) -> Iterator[list[str]]:
    """A line a run and group of charge points."""
    for run in found["runs"]:
        for prefix, group in run["groups"].items():
            yield [store, run["operation"], f"{run['outstanding']:,}", prefix, f"{group['count']:,}",
                   f"{group['count'] / run['seconds']:,.0f}", f"{group['p50_ms']:,.0f}", f"{group['p99_ms']:,.0f}",
                   ", ".join(f"{name} {count:,}" for name, count in sorted(group["outcomes"].items())),
                   f"{run['server_us']:,.0f}", f"{run['simulator_us']:,.0f}", f"{run['memory_mb']:,.0f}"]


HEAD = ["Store", "Operation", "Open at once", "Charge points", "Commands", "A second", "p50 ms", "p99 ms", "Outcomes",
        "Server CPU µs/command", "Simulator CPU µs/command", "Memory MB"]


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.commands", description=__doc__)
    parser.add_argument("--stores", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--charge-points", type=int, default=1000)
    parser.add_argument("--operations", nargs="+", default=["ClearCache", "ChangeAvailability"])
    parser.add_argument("--outstanding", nargs="+", type=int, default=[16, 1000], metavar="N")
    parser.add_argument("--seconds", type=float, default=15, help="of each measured run")
    parser.add_argument("--version", choices=["1.2", "1.5"], default="1.5")
    parser.add_argument("--keep-alive", action="store_true", help="keep connections to charge points")
    parser.add_argument("--fairness", action="store_true", help="a tenth slow and a tenth dead instead")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="a setting of Motown")
    parser.add_argument("--folder", type=Path, help="where stores and logs go, and stay; must not exist")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the table there as well")
    return parser.parse_args()


def _fleets(options: argparse.Namespace) -> list[Fleet]:
    if not options.fairness:
        return [Fleet(NORMAL, options.charge_points)]
    tenth = options.charge_points // 10
    return [Fleet(NORMAL, options.charge_points - 2 * tenth), Fleet(SLOW, tenth, "--slow", "10"),
            Fleet(DEAD, tenth, "--unreachable")]


def main() -> None:
    """Measure, and print the table."""
    options = _options()
    kept = options.folder is not None
    options.folder = (options.folder or Path(tempfile.mkdtemp(prefix="motown-benchmarks-", dir="/var/tmp"))).resolve()
    options.folder.mkdir(exist_ok=not kept)
    options.folder.chmod(0o755)  # the database may run as another user
    head = report.circumstances(stores.sync_us(options.folder))
    lines: list[list[str]] = []
    with ExitStack() as stack:
        if not kept:
            stack.callback(shutil.rmtree, options.folder, ignore_errors=True)
        for kind in options.stores:
            store: stores.Store = stores.Sqlite(options.folder / "sqlite") if kind == "sqlite" else (
                stack.enter_context(stores.cluster(options.folder / "postgresql")).database())
            lines += rows(kind, measure(options, store, _fleets(options), kind))
    text = "\n".join([head, report.table(HEAD, lines)])
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
