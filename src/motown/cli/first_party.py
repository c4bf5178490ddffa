"""What a server says on its console when it has made the first administrator."""

import click

from motown.config import Settings

_TOLD = """\
There was no party yet, so an administrator was made. Its password is shown this once:

    user      {user}
    password  {password}

It holds for 24 hours and is good for one thing only: to set another.
Or set one here: motown parties set-password {user}
"""


def tell(settings: Settings) -> None:
    """Make the first administrator where there is none, and show its password on standard error; never in the log."""
    from motown.server.first_party import FIRST, make_first_party

    password = make_first_party(settings)
    if password is not None:
        click.echo(_TOLD.format(user=FIRST, password=password), err=True)
