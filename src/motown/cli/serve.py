"""``motown serve``."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

import click

from motown import __version__
from motown.cli import first_party
from motown.cli.options import configured
from motown.cli.output import plain
from motown.config import Settings
from motown.domain.errors import Refused


@click.command(short_help="Run the server.")
@configured
@click.option("--demo", is_flag=True, help="Also run three simulated charge points that charge in a loop.")
def serve(settings: Settings, *, demo: bool) -> int:
    """Run the server until it is told to stop (SIGTERM, Ctrl-C): it then finishes what it is answering."""
    from motown.http.listen import ListenError
    from motown.http.tls import CertificateError
    from motown.server import logs
    from motown.server.core import trouble_told
    from motown.server.first_party import make_first_party
    from motown.server.running import run

    def started(server: Any, addresses: list[str]) -> None:
        password = make_first_party(settings)
        greet(settings, addresses, server.add_ons.running, server.add_ons.failed)
        first_party.tell(password)
        if demo:
            from motown.cli.demo import start

            start(server, addresses)

    logs.start(settings.log.level, settings.log.format)
    if demo:
        from motown.cli.demo import near

        settings = near(settings)
    try:
        with trouble_told():
            return run(settings, started)
    except (CertificateError, ListenError) as error:
        raise Refused(str(error)) from error


def greet(settings: Settings, addresses: list[str], add_ons: Sequence[str] = (),
          left_off: Mapping[str, str] = MappingProxyType({})) -> None:
    """Say where everything is, which add-ons of others run, and which were left off for what reason."""
    base = settings.http.public_url or next((one for one in addresses if one.startswith("http")), "")
    lines = [f"Motown {__version__} listens on {', '.join(addresses)}"]
    if "ocpp" in settings.enabled:
        lines += [
            f"  charge points   {base}/ocpp             OCPP 1.2 and 1.5, SOAP; also {base}/ocpp/IDENTITY",
            f"  contracts       {base}/ocpp?wsdl        OCPP 1.5; 1.2: {base}/wsdl/ocpp/1.2/centralsystem.wsdl",
        ]
    if "services" in settings.enabled:
        lines.append(f"  services        {base}/services/        the open standard: what it offers, and all its files")
    lines += [f"  operation       {base}/health           {base}/metrics", f"  data            {shown_store(settings)}"]
    if "ocpp" in settings.enabled and settings.addon("ocpp").registration == "manual":
        lines.append("Unknown charge points wait until you accept them: motown charge-points accept IDENTITY")
    if add_ons:
        lines.append(f"  add-ons         {', '.join(add_ons)}")
    lines += [f"The add-on {plain(name)} is left off: {plain(why)}" for name, why in left_off.items()]
    click.echo("\n".join(lines))


def shown_store(settings: Settings) -> str:
    """The database, without its password."""
    from motown.config.errors import masked

    return masked(settings.store.url)
