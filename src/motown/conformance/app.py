"""``motown-conformance``: the command line of the kit."""

import sys
from pathlib import Path

import click

from motown.conformance import areas
from motown.conformance.declaration import declaration
from motown.conformance.exchange import Refused
from motown.conformance.html import page
from motown.conformance.junit import junit
from motown.conformance.options import Options
from motown.conformance.requirements import PROFILES, Requirement, chosen
from motown.conformance.running import Report, Result, run
from motown.conformance.verdicts import Failed, Skipped
from motown.conformance.world import World

OK, FAILED = 0, 1
_file = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command()
@click.option("--url", metavar="URL", help="Where the services are, such as http://127.0.0.1:8080/services.")
@click.option("--party", metavar="ID", help="The user name of a party with the role ADMIN.")
@click.option("--password", metavar="WORD", envvar="MOTOWN_CONFORMANCE_PASSWORD",
              help="Its password. Better in the variable MOTOWN_CONFORMANCE_PASSWORD.")
@click.option("--profile", "profiles", multiple=True, type=click.Choice(PROFILES), default=("core",), show_default=True,
              help="What to test; notify and station bring core along. Repeatable.")
@click.option("--only", multiple=True, metavar="NUMBER",
              help="Test this requirement alone, or those whose numbers begin so: MT-EVT-02, MT-EVT. Repeatable.")
@click.option("--ocpp-url", metavar="URL", help="Where charge points call the server; /ocpp on its host if not given.")
@click.option("--listen", default="127.0.0.1", show_default=True, metavar="ADDRESS",
              help="The address of this host where the server reaches the kit's charge points and consumers.")
@click.option("--restart", metavar="COMMAND", help="A command that restarts the server and ends when it is up again.")
@click.option("--consumer", metavar="URL", help="A consumer to be tested as well (MT-CON): http://user:word@host/notify.")
@click.option("--html", "html_file", type=_file, help="Write a report for people.")
@click.option("--junit", "junit_file", type=_file, help="Write a report for programs, as JUnit does.")
@click.option("--declaration", "declaration_file", type=_file, help="Write the declaration of conformance.")
@click.option("--list", "lists", is_flag=True, help="List the requirements with what is done for each, and end.")
def main(*, url: str | None, party: str | None, password: str | None, profiles: tuple[str, ...], only: tuple[str, ...],
         ocpp_url: str | None, listen: str, restart: str | None, consumer: str | None, html_file: Path | None,
         junit_file: Path | None, declaration_file: Path | None, lists: bool) -> None:
    """Test whether a server keeps the requirements of the open standard.

    It calls the server as its parties do, and brings charge points and consumers of its own. All that it makes there
    has a name that begins with CONF-; its parties are shut out in the end. Ends with 0 where nothing failed.
    """
    areas.load()
    requirements = list(chosen(profiles, only))
    if lists:
        for one in requirements:
            click.echo(f"{one.number} {one.profile:7} {'NOT TESTABLE: ' if one.test is None else ''}{one.title}")
        return
    if not (url and party and password):
        raise click.UsageError("--url, --party and --password are needed")
    if not requirements:
        raise click.UsageError("there is no such requirement")
    world = World(Options(url=url, party=party, password=password, profiles=profiles, only=only, ocpp_url=ocpp_url,
                          listen=listen, restart=restart, consumer=consumer))
    report = _run(world, requirements)
    for file, made in ((html_file, page), (junit_file, junit), (declaration_file, declaration)):
        if file is not None:
            file.write_bytes(made(world, report))
    sys.exit(OK if report.is_good else FAILED)


def _run(world: World, requirements: list[Requirement]) -> Report:
    try:
        world.admin.WhoAmI()
    except (Failed, Refused, Skipped) as error:
        raise click.ClickException(f"{world.options.url} cannot be tested: {error}") from None
    try:
        report = run(world, requirements, _tell)
    finally:
        world.close()
    counts = report.counts
    click.echo(", ".join(f"{counts[verdict]} {verdict}" for verdict in ("Passed", "Failed", "Skipped", "NotTestable")))
    return report


def _tell(result: Result) -> None:
    reason = f": {result.reason}" if result.reason else ""
    click.echo(f"{result.requirement.number} {result.verdict} {result.seconds:.2f} s{reason}")
