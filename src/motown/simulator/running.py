"""A simulation as a program: reactor, signals, the line on the terminal, the outcome."""

import json
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import click
from rich.console import Console
from rich.live import Live
from twisted import logger
from twisted.internet.defer import Deferred
from twisted.internet.task import LoopingCall
from twisted.logger import LogLevel, LogLevelFilterPredicate, globalLogBeginner, textFileLogObserver
from twisted.python.failure import Failure

from motown.http.listen import ListenError, allow_open_files
from motown.simulator import display
from motown.simulator.options import Options
from motown.simulator.simulation import Simulation

OK, FAILED = 0, 1
WIDE = 160
"""Columns where no terminal limits them."""
LINE_SECONDS = 0.5
"""How often the line is drawn anew."""
FILES_EACH = 3
_logger: Any = logger  # its interfaces are no types
"""Open files for each charge point: a kept connection, a fresh one, one for a command."""


def run(options: Options, *, as_json: bool) -> int:
    """Run a simulation to its end; the exit code."""
    from twisted.internet import reactor

    allow_open_files(100 + FILES_EACH * options.count)
    _log_warnings()
    simulation = Simulation(reactor, options)
    outcome = _drive(reactor, simulation, Console(stderr=True))
    if isinstance(outcome, Failure):
        if isinstance(outcome.value, ListenError):
            raise click.UsageError(str(outcome.value))
        outcome.raiseException()
    if as_json:
        click.echo(json.dumps(simulation.told(), indent=2))
    else:
        display.show(Console(width=None if sys.stdout.isatty() else WIDE), simulation)
    return FAILED if simulation.lost else OK


def _drive(reactor: Any, simulation: Simulation, console: Console) -> Any:
    """Run the reactor until the simulation is over; Ctrl-C and SIGTERM end it in order, a second one at once."""
    outcomes: list[Any] = []

    def end(outcome: Any) -> None:
        outcomes.append(outcome)
        reactor.stop()

    def begin() -> None:
        Deferred.fromCoroutine(simulation.run()).addBoth(end)

    reactor.callWhenRunning(begin)
    with _signals(reactor, simulation.stop), _line(reactor, simulation, console):
        reactor.run(installSignalHandlers=False)
    return outcomes[0] if outcomes else None


@contextmanager
def _signals(reactor: Any, stop: Callable[[], None]) -> Iterator[None]:
    def caught(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        reactor.callFromThread(stop)

    former = {number: signal.signal(number, caught) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for number, handler in former.items():
            signal.signal(number, handler)


@contextmanager
def _line(reactor: Any, simulation: Simulation, console: Console) -> Iterator[None]:
    """Show how it goes, on a terminal only."""
    if not console.is_terminal:
        yield
        return
    with Live(console=console, auto_refresh=False, transient=True) as live:
        drawing = LoopingCall(lambda: live.update(display.line(simulation), refresh=True))
        drawing.clock = reactor
        drawing.start(LINE_SECONDS)
        yield
        drawing.stop()


def _log_warnings() -> None:
    """What goes wrong inside the simulator appears on standard error; Twisted's chatter does not."""
    predicate = LogLevelFilterPredicate(defaultLogLevel=LogLevel.warn)
    observer: Any = _logger.FilteringLogObserver(textFileLogObserver(sys.stderr), [predicate])
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False, discardBuffer=True)
