"""Measure Motown and the minimal peer with wrk, and write tables: ``python -m benchmarks.run --help``."""

import argparse
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

from benchmarks import report, servers, stores, traffic
from benchmarks.processes import cpu_us, resident_mb
from benchmarks.report import Measured, Memory


class Bench:
    """One server on one new store, with its charge points signed on.

    ``pid`` is the process id of the server.
    """

    def __init__(self, names: tuple[str, str], store: stores.Store, pid: int, options: argparse.Namespace) -> None:
        self._names, self._store, self._pid, self._options = names, store, pid, options
        self._transactions: Path = options.folder / f"transactions-{'-'.join(names)}"

    def sign_on(self) -> None:
        """Boot every charge point and start a transaction on each."""
        ids = traffic.ChargePoints(servers.URL, self._options.identities).sign_on()
        self._transactions.write_text("\n".join(ids) + "\n", encoding="ascii")

    def speed(self, operation: str, connections: int) -> Measured:
        """One measured run, after a short one to warm up."""
        self._load(operation, connections, self._options.warm_up)
        before = cpu_us(self._pid), self._store.cpu_us(), self._store.disk_bytes()
        load = self._load(operation, connections, self._options.seconds)
        after = cpu_us(self._pid), self._store.cpu_us(), self._store.disk_bytes()
        used = [(late - early) / max(load.requests, 1) for early, late in zip(before, after, strict=True)]
        return Measured(*self._names, operation, connections, load, *used)

    def memory(self, messages: int) -> Memory:
        """Memory while that many messages come, all kinds in turn; looked at after every few seconds."""
        seen, done, number = [resident_mb(self._pid)], 0, 0
        while done < messages:
            operation = self._options.operations[number % len(self._options.operations)]
            done += max(self._load(operation, self._options.connections[0], 5).requests, 1)
            seen.append(resident_mb(self._pid))
            number += 1
        return Memory(*self._names, done, seen[0], max(seen), seen[-1])

    def _load(self, operation: str, connections: int, seconds: int) -> traffic.Load:
        return traffic.load(servers.URL, operation, connections=connections, seconds=seconds,
                            identities=self._options.identities, transactions=self._transactions)


def measure(options: argparse.Namespace) -> tuple[list[Measured], list[Memory]]:
    """Everything that was asked for, one server after the other."""
    measured: list[Measured] = []
    memory: list[Memory] = []
    with ExitStack() as stack:
        for kind, new in _stores(options, stack):
            for server in options.servers:
                store = new(server)
                command = servers.COMMANDS[server](store, options.set)
                with servers.running(command, options.folder / f"{server}-{kind}.log") as pid:
                    bench = Bench((server, kind), store, pid, options)
                    bench.sign_on()
                    measured += _speeds(bench, options)
                    memory += [bench.memory(options.messages)] if options.messages else []
    return measured, memory


def _speeds(bench: Bench, options: argparse.Namespace) -> Iterator[Measured]:
    for operation in options.operations:
        for connections in options.connections:
            one = bench.speed(operation, connections)
            _say(one)
            yield one


def _stores(options: argparse.Namespace, stack: ExitStack) -> Iterator[tuple[str, Callable[[str], stores.Store]]]:
    """The kinds of store that were asked for, each with what makes a new one for a server."""
    if "sqlite" in options.stores:
        yield "sqlite", lambda server: stores.Sqlite(options.folder / f"sqlite-{server}")
    if options.postgresql:
        yield "postgresql", lambda _: stores.Postgresql(options.postgresql, None)
    elif "postgresql" in options.stores:
        cluster = stack.enter_context(stores.cluster(options.folder / "postgresql"))
        yield "postgresql", lambda _: cluster.database()


def _say(one: Measured) -> None:
    run = f"{one.server} {one.store} {one.operation} {one.connections}"
    seen = f"p99 {one.load.p99_ms:.1f} ms, {one.load.not_2xx} not 2xx, {one.load.broken} broken"
    print(f"{run}: {one.rate:,.0f}/s, {one.server_us:.0f} µs, {seen}", file=sys.stderr, flush=True)


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.run", description=__doc__)
    parser.add_argument("--servers", nargs="+", choices=list(servers.COMMANDS), default=list(servers.COMMANDS))
    parser.add_argument("--stores", nargs="+", choices=["sqlite", "postgresql"], default=["sqlite", "postgresql"])
    parser.add_argument("--operations", nargs="+", choices=traffic.OPERATIONS, default=list(traffic.OPERATIONS))
    parser.add_argument("--connections", nargs="+", type=int, default=[16, 256], metavar="N")
    parser.add_argument("--seconds", type=int, default=15, help="of each measured run")
    parser.add_argument("--warm-up", type=int, default=3, help="seconds before each measured run")
    parser.add_argument("--identities", type=int, default=1000, help="charge points that take turns")
    parser.add_argument("--messages", type=int, default=200_000, help="to watch the memory over; 0: do not")
    parser.add_argument("--postgresql", metavar="URL", help="an empty database (for one server only)")
    parser.add_argument("--set", action="append", default=[], metavar="SECTION.KEY=VALUE", help="a setting of Motown")
    parser.add_argument("--folder", type=Path, help="where stores and logs go, and stay; must not exist")
    parser.add_argument("--write", type=Path, metavar="FILE", help="write the tables there as well")
    return parser.parse_args()


def main() -> None:
    """Measure, and print the tables."""
    options = _options()
    kept = options.folder is not None
    options.folder = (options.folder or Path(tempfile.mkdtemp(prefix="motown-benchmarks-", dir="/var/tmp"))).resolve()
    options.folder.mkdir(exist_ok=not kept)
    options.folder.chmod(0o755)  # the database may run as another user
    head = report.circumstances(stores.sync_us(options.folder))
    try:
        measured, memory = measure(options)
    finally:
        if not kept:
            shutil.rmtree(options.folder, ignore_errors=True)
    text = "\n".join([head, report.speed(measured), *([report.memory(memory)] if memory else [])])
    print(text)
    if options.write:
        options.write.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
