"""What a simulation shows to people: a line while it runs, tables when it is over."""

from collections.abc import Iterable

from rich.box import SIMPLE_HEAD
from rich.console import Console, Group, RenderableType
from rich.table import Table
from rich.text import Text

from motown.simulator.simulation import Simulation
from motown.simulator.statistics import Histogram, Tally

MOST_REASONS = 10
NO_IDEA_OF_TAGS = ("The central system does not know the idTags.  Motown is told of them by 'motown id-tags add', "
                   "or name others with --tags.")


def line(simulation: Simulation) -> Text:
    """How it is going, in one line."""
    statistics, seconds = simulation.statistics, simulation.seconds
    times = _together(statistics.operations.values())
    rate = statistics.answered / seconds if seconds > 0 else 0
    faults = sum(tally.faults for tally in statistics.operations.values())
    lost = sum(tally.unanswered + tally.unintelligible for tally in statistics.operations.values())
    parts = [f"{seconds:.0f} s", f"{simulation.registered}/{simulation.options.count} registered",
             f"{simulation.charging} charging", f"{statistics.answered} messages ({rate:.1f}/s)",
             f"p50 {_ms(times.percentile(0.5))}", f"p99 {_ms(times.percentile(0.99))}"]
    told = Text("  ".join(parts))
    for count, what in ((faults, "faults"), (lost, "unanswered"), (simulation.fleet.waiting, "waiting")):
        told.append(f"  {count} {what}", style="bold red" if count and what != "waiting" else "")
    return told


def summary(simulation: Simulation) -> RenderableType:
    """What came of it: messages by operation, what went wrong, commands and events."""
    statistics = simulation.statistics
    parts: list[RenderableType] = [_messages(simulation)]
    if statistics.reasons:
        parts.append(_counts("what went wrong", statistics.reasons.most_common(MOST_REASONS)))
    if statistics.commands:
        parts.append(_counts("command", [(f"{operation}: {answer}", count)
                                         for (operation, answer), count in sorted(statistics.commands.items())]))
    if statistics.events:
        parts.append(_counts("event", sorted(statistics.events.items())))
    parts.append(Text(f"{statistics.answered} of {statistics.sent} messages acknowledged in {simulation.seconds:.1f} s"
                      f" ({statistics.answered / max(simulation.seconds, 1e-3):.1f}/s);"
                      f" {simulation.lost} never acknowledged", style="bold red" if simulation.lost else "bold"))
    if statistics.events.get("refused Invalid"):
        parts.append(Text(NO_IDEA_OF_TAGS))
    return Group(*parts)


def show(console: Console, simulation: Simulation) -> None:
    """Print the summary."""
    console.print(summary(simulation))


def _messages(simulation: Simulation) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column("message")
    for heading in ("sent", "acknowledged", "faults", "unanswered", "mean", "p50", "p99", "longest"):
        table.add_column(heading, justify="right")
    for name, tally in sorted(simulation.statistics.operations.items()):
        times = tally.seconds
        counts = (tally.sent, tally.answered, tally.faults, tally.unanswered + tally.unintelligible)
        table.add_row(name, *map(str, counts),
                      *map(_ms, (times.mean, times.percentile(0.5), times.percentile(0.99), times.longest)))
    return table


def _counts(heading: str, rows: Iterable[tuple[str, int]]) -> Table:
    table = Table(box=SIMPLE_HEAD)
    table.add_column(heading, overflow="fold")
    table.add_column("times", justify="right")
    for what, count in rows:
        table.add_row(Text(_printable(what)), str(count))
    return table


def _together(tallies: Iterable[Tally]) -> Histogram:
    whole = Histogram()
    for tally in tallies:
        whole.merge(tally.seconds)
    return whole


def _ms(seconds: float) -> str:
    return f"{seconds * 1000:.1f} ms"


def _printable(text: str) -> str:
    """What a peer said, without anything a terminal would obey."""
    return "".join(one if one.isprintable() else "?" for one in text)
