"""``motown check-config``."""

from collections.abc import Iterator
from operator import attrgetter

import click

from motown.cli.options import as_json, configured
from motown.cli.output import show_json
from motown.config import ConfigError, Problem, Settings, shown

FILES = ("http.tls_certificate", "http.tls_key", "http.client_ca", "ocpp.calls.password_file",
         "ocpp.calls.credentials_file", "ocpp.calls.tls_ca", "ocpp.calls.tls_certificate", "ocpp.calls.tls_key")


@click.command("check-config", short_help="Check the settings, and show them.")
@configured
@as_json
@click.option("--quiet", is_flag=True, help="Only tell what is wrong.")
def check_config(settings: Settings, *, as_json: bool, quiet: bool) -> None:
    """Tell everything that is wrong with the settings, or else the settings in force (passwords masked)."""
    problems = list(unreadable(settings))
    if problems:
        raise ConfigError(problems)
    if quiet:
        return
    values = dict(shown(settings))
    if as_json:
        show_json(values)
        return
    for path, value in values.items():
        click.echo(f"{path} = {value}" if value else f"# {path} is unset")


def unreadable(settings: Settings) -> Iterator[Problem]:
    """The add-ons that are to be started and cannot be loaded, and the files that cannot be read."""
    for name, reason in settings.broken.items():
        yield Problem(f"addons.{name}", reason)
    for name in FILES:
        path = attrgetter(name)(settings) if name.startswith("http.") or "ocpp" in settings.enabled else None
        if path is None:
            continue
        try:
            path.open("rb").close()
        except OSError as error:
            yield Problem(name, f"cannot be read: {error.strerror}", str(path))
