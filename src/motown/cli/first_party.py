"""What a server says on its console when it has made the first administrator."""

import click

_TOLD = """
There was no party yet, so an administrator was made. Its password is shown this once:

    user      {user}
    password  {password}

It holds for 24 hours and is good for one thing only: to set another.
Or set one here: motown parties set-password {user}"""


def tell(password: str | None) -> None:
    """Show the password of a new administrator, if there is one, on standard output: the log goes to standard error."""
    from motown.server.first_party import FIRST

    if password is not None:
        click.echo(_TOLD.format(user=FIRST, password=password))
