"""``motown completion``: what makes a shell complete the words of this command line."""

import click
from click.shell_completion import BashComplete, FishComplete, ShellComplete, ZshComplete

from motown.cli.options import checked


class Bash(BashComplete):
    """Without a blank behind ``field=``, where the value is to follow."""

    source_template = BashComplete.source_template.replace(
        "COMPREPLY+=($value)", "COMPREPLY+=($value)\n            [[ $value == *= ]] && compopt -o nospace")


SHELLS: dict[str, type[ShellComplete]] = {"bash": Bash, "zsh": ZshComplete, "fish": FishComplete}


@click.command(short_help="Complete words in your shell.")
@checked
@click.argument("shell", type=click.Choice(list(SHELLS)))
def completion(shell: str) -> None:
    """Print what makes a SHELL complete commands, options, fields, charge points and ids of commands.

    bash: put eval "$(motown completion bash)" into ~/.bashrc. zsh: the same with zsh into ~/.zshrc, after compinit.
    fish: motown completion fish > ~/.config/fish/completions/motown.fish.
    """
    from motown.cli.app import motown

    click.echo(SHELLS[shell](motown, {}, "motown", "_MOTOWN_COMPLETE").source())
