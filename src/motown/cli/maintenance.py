"""``motown migrate`` and ``motown rebuild``: the tables of the store."""

import click

from motown.cli.options import configured
from motown.config import Settings


@click.command()
@configured
def migrate(settings: Settings) -> None:
    """Make the tables of the store, or bring them up to date; the server does it too when it starts."""
    from motown.config.errors import masked
    from motown.server.core import trouble_told
    from motown.store.schema import migrate as bring_up_to_date

    with trouble_told():
        bring_up_to_date(settings.store.url)
    click.echo(f"{masked(settings.store.url)} is up to date")
