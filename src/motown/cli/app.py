"""The commands by name, loaded when they are used, and the one place where errors become exit codes."""

import importlib
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING, NoReturn

import click

from motown import __version__
from motown.cli import added
from motown.cli.exits import BY_KIND, Exit
from motown.domain.errors import Refused

if TYPE_CHECKING:
    from motown.config import ConfigError

COMMANDS = {
    "serve": "motown.cli.serve:serve",
    "check-config": "motown.cli.check_config:check_config",
    "migrate": "motown.cli.maintenance:migrate",
    "rebuild": "motown.cli.maintenance:rebuild",
    "events": "motown.cli.events:events",
    "charge-points": "motown.cli.charge_points:charge_points",
    "commands": "motown.cli.commands:commands",
    "transactions": "motown.cli.transactions:transactions",
    "cdrs": "motown.cli.cdrs:cdrs",
    "reservations": "motown.cli.reservations:reservations",
    "files": "motown.cli.files:files",
    "id-tags": "motown.cli.id_tags:id_tags",
    "parties": "motown.cli.parties:parties",
    "grants": "motown.cli.grants:grants",
    "subscriptions": "motown.cli.subscriptions:subscriptions",
    "simulate": "motown.cli.simulate:simulate",
    "wsdl": "motown.cli.wsdl:wsdl",
    "completion": "motown.cli.completion:completion",
}
"""Command -> the module and name of its implementation."""


class Commands(click.Group):
    """A group that imports a command when it is asked for."""

    def list_commands(self, _ctx: click.Context) -> list[str]:
        """In the order a newcomer meets them; those of add-ons last."""
        return [*COMMANDS, *added.installed(frozenset(COMMANDS))]

    def get_command(self, _ctx: click.Context, name: str) -> click.Command | None:
        """The command of that name."""
        if name not in COMMANDS:
            point = added.installed().get(name)
            return None if point is None else added.loaded(point)
        module, _, attribute = COMMANDS[name].partition(":")
        command: click.Command = getattr(importlib.import_module(module), attribute)
        return command


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="motown")
def motown() -> None:
    """Motown, an open integration server for electric vehicle charging.

    Every command takes --config FILE and --set section.key=value.  Lists are tables for people, and with
    --json one JSON object a line for programs.

    Exit codes: 0 done, 1 refused or failed, 2 wrong command line or settings, 3 not found, 4 the store is
    not available, 5 a command to a charge point has not succeeded, 6 it has not ended yet, 130 interrupted.
    """


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run a command line and exit."""
    sys.exit(run(arguments))


def run(arguments: Sequence[str] | None = None) -> int:
    """Run a command line; how it ended."""
    try:
        return _ended(arguments)
    except Exception as error:
        name = next(iter(sys.argv[1:] if arguments is None else arguments), "")
        if name not in added.installed(frozenset(COMMANDS)):
            raise
        complain(f"{name} has failed, which is its own defect: {type(error).__name__}: {error}")
        return Exit.FAILED


def _ended(arguments: Sequence[str] | None) -> int:
    try:
        return int(motown.main(arguments, prog_name="motown", standalone_mode=False) or Exit.OK)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except SystemExit:  # completion is done
        raise
    except _config_error() as error:
        for problem in error.problems:
            complain(str(problem))
        return Exit.USAGE
    except Refused as error:
        complain(error.reason)
        return BY_KIND.get(error.kind, Exit.FAILED)
    except OSError as error:  # a folder that cannot be made, a file that cannot be read
        complain(f"{error.filename}: {error.strerror}" if error.filename else str(error))
        return Exit.FAILED
    except (click.Abort, KeyboardInterrupt):
        return Exit.INTERRUPTED


def _config_error() -> "type[ConfigError]":
    """Only there once something went wrong: what completes words in a shell has no time for settings."""
    from motown.config import ConfigError

    return ConfigError


def complain(sentence: str) -> None:
    """Tell on standard error what went wrong."""
    click.echo(f"motown: {sentence}", err=True)
