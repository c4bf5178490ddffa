"""``motown migrate`` and ``motown rebuild``: the tables of the store."""

import click

from motown.cli.exits import Exit
from motown.cli.options import as_json, configured
from motown.cli.output import plain, progress, show_json
from motown.config import Settings
from motown.config.errors import masked


@click.command(short_help="Bring the tables up to date.")
@configured
def migrate(settings: Settings) -> int:
    """Make the tables of the store, and of add-ons, or bring them up to date; the server does it when it starts."""
    from motown.server.add_ons import AddOns
    from motown.server.core import trouble_told
    from motown.store import migrate as bring_up_to_date

    with trouble_told():
        bring_up_to_date(settings.store.url)
        add_ons = AddOns(settings)
        done = add_ons.migrate(settings.store.url)
    click.echo(f"{masked(settings.store.url)} is up to date" + (f", with {', '.join(done)}" if done else ""))
    for name, why in add_ons.failed.items():
        click.echo(f"add-on {plain(name)}: {plain(why)}", err=True)
    return Exit.FAILED if add_ons.failed else Exit.OK


@click.command(short_help="Make the tables again from the log.")
@configured
@click.option("--check", is_flag=True, help="Only compare, and end with 1 where something differs.")
@as_json
def rebuild(settings: Settings, *, check: bool, as_json: bool) -> int:
    """Make the tables that are kept from events again from the log, beside a running server or without one."""
    from motown.server.core import open_core, trouble_told
    from motown.store.rebuild import rebuild as put_right
    from motown.store.rebuild import verify

    with open_core(settings) as core, trouble_told(), progress() as bar:
        task = bar.add_task("replaying", total=None)
        found = (verify if check else put_right)(
            settings.store.url, lambda done, total: bar.update(task, completed=done, total=total),
            kept=core.kept)
    if as_json:
        show_json(found)
    else:
        for table, rows in found.items():
            click.echo(f"{table:24} {told(rows, check=check)}")
    return Exit.FAILED if check and any(found.values()) else Exit.OK


def told(rows: int, *, check: bool) -> str:
    """What is said of a table with so many rows that were not as the log has it."""
    if not rows:
        return "as the log has it"
    return f"{rows} row{'s' * (rows != 1)} {'differ' if check else 'put right'}"
