"""What several commands take: settings, output for programs, times."""

import re
from collections.abc import Callable
from copy import copy
from datetime import UTC, datetime, timedelta
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from motown.config import Settings

C = TypeVar("C", bound="Callable[..., Any] | click.Command")

USUAL = (Path("conf/motown.toml"), Path("/etc/motown/motown.toml"))
"""Where the settings are when nobody says; the first that exists."""


def configured(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the command takes --config and --set, and gets ``settings``."""

    @_where
    @wraps(command)
    def with_settings(*args: Any, config: Path | None, assignments: tuple[str, ...], **named: Any) -> Any:
        return command(*args, settings=settings_of(config, assignments), **named)

    return with_settings


def checked(command: Callable[..., Any]) -> Callable[..., Any]:
    """Decorator: the command takes --config and --set like all others, though it needs no setting."""
    return _where(_without_settings(command))


def checking(command: click.Command) -> click.Command:
    """A copy of a command made elsewhere that also takes --config and --set."""
    made = copy(command)
    made.params = list(command.params)
    made.callback = _without_settings(command.callback) if command.callback else None
    _where(made)
    return made


def _without_settings(function: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(function)
    def run(*args: Any, config: Path | None, assignments: tuple[str, ...], **named: Any) -> Any:
        if config is not None or assignments:
            settings_of(config, assignments)
        return function(*args, **named)

    return run


def _where(command: C) -> C:
    config: Any = click.option(
        "--config", type=click.Path(path_type=Path, dir_okay=False), envvar="MOTOWN_CONFIG", metavar="FILE",
        help=f"Settings file (TOML). Without it: {' or '.join(map(str, USUAL))}, if there is one.",
    )  # fmt: skip
    assignments: Any = click.option(
        "--set", "assignments", multiple=True, metavar="SECTION.KEY=VALUE",
        help="Set one setting, before file and environment. Repeatable.",
    )  # fmt: skip
    decorated: C = config(assignments(command))
    return decorated


def settings_of(config: Path | None, assignments: tuple[str, ...]) -> "Settings":
    """The settings in force; raises ConfigError."""
    from motown.config import load  # completion does without

    return load(config or next((path for path in USUAL if path.is_file()), None), assignments)


as_json = click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")


class Nouns(click.Group):
    """A noun's commands; without one it is ``list`` that is meant."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put ``list`` before options that are not the group's own."""
        if not args or (args[0].startswith("-") and args[0] not in ("-h", "--help")):
            args.insert(0, "list")
        return super().parse_args(ctx, args)


class Moment(click.ParamType[datetime]):
    """A point in time: ISO 8601 (UTC unless it says otherwise), ``now``, or how far from now: ``90s``, ``10m``, ``2h``.

    Without a sign that is ago, or with ``forward`` from now on; ``+10m`` and ``-10m`` say it.
    """

    name = "time"
    _units = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}  # noqa: RUF012, a constant

    def __init__(self, *, forward: bool = False) -> None:
        self._forward = forward

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> datetime:
        """The aware moment in UTC."""
        if isinstance(value, datetime):
            return value
        span = re.fullmatch(r"(?P<sign>[+-]?)(?P<number>\d{1,9})(?P<unit>[smhd])", value)
        try:
            if value == "now":
                return datetime.now(UTC)
            if span:
                return datetime.now(UTC) + self._sign(span["sign"]) * timedelta(
                    **{self._units[span["unit"]]: int(span["number"])})
            moment = datetime.fromisoformat(value)
            return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError):
            how = "how long from now" if self._forward else "how long ago"
            self.fail(f"{value!r} is neither a time (2026-03-01T12:00:00Z) nor {how} (10m, 2h, 7d)", param, ctx)

    def _sign(self, said: str) -> int:
        return {"+": 1, "-": -1}.get(said, 1 if self._forward else -1)
