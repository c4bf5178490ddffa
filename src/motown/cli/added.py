"""Commands that packages bring: entry points in the group ``motown.cli``, each a command or group of click's.

``acme = motown_acme.cli:acme`` is ``motown acme``.  One that cannot be loaded says so, and hinders no other.
"""

from typing import TYPE_CHECKING

import click

from motown.cli.exits import Exit

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP = "motown.cli"


def installed(taken: frozenset[str] = frozenset()) -> "dict[str, EntryPoint]":
    """By name, those that there are; a name of ours stays ours."""
    from importlib.metadata import entry_points  # what completes words in a shell has no time for it

    found = sorted(entry_points(group=GROUP), key=lambda point: point.name)
    return {point.name: point for point in found if point.name not in taken}


def loaded(point: "EntryPoint") -> click.Command:
    """The command, or one that says why there is none."""
    try:
        command = point.load()
    except (Exception, SystemExit) as error:  # noqa: BLE001, code of others may fail in any way
        return _broken(point, f"{type(error).__name__}: {error}")
    return command if isinstance(command, click.Command) else _broken(point, f"{point.value} is no command of click's")


def _broken(point: "EntryPoint", why: str) -> click.Command:
    """What stands in for a command that cannot be loaded."""

    def tell() -> int:
        click.echo(f"motown: {point.name} cannot be loaded: {why}", err=True)
        return Exit.FAILED

    return click.Command(point.name, callback=tell, short_help=f"Cannot be loaded: {why}", context_settings={
        "ignore_unknown_options": True, "allow_extra_args": True})
