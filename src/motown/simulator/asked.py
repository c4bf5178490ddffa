"""From the words of the command line to the options of a simulation."""

import socket
from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit

import click
from OpenSSL import SSL, crypto

from motown.http.tls import CertificateError
from motown.simulator.configuration import Configuration
from motown.simulator.connecting import Trust
from motown.simulator.guard import Guard
from motown.simulator.options import Options
from motown.simulator.outgoing import HttpHabits
from motown.simulator.profile import Profile, Quirks
from motown.simulator.scenarios import OCCUPIED_SHARE, session_seconds
from motown.simulator.told import behaviours
from motown.simulator.versions import VERSIONS

SAMPLED = "Energy.Active.Import.Register,Power.Active.Import"
"""What MeterValues of 1.5 hold unless a key says otherwise: something to look at."""
KEPT_COMMANDS = 10
"""For the report of GetDiagnostics: nobody else looks at them here."""
TAG_LENGTHS = {"1.2": 15, "1.5": 20}
"""LEN-1."""
_PLAIN = ("url", "version", "count", "prefix", "first", "scenario", "rate", "samples", "duration", "messages", "grace",
          "time_factor", "ramp_up", "seed", "loss")
_QUIRKS = ("no_message_id", "constant_message_id", "no_from", "no_addressing", "no_zone", "leading_newline", "soap11")


def options_of(given: Mapping[str, Any]) -> Options:
    """The options for what was given on the command line.  Raises click.UsageError."""
    url = _url(given["url"])
    options = Options(
        **{name: given[name] for name in _PLAIN},
        tags=_tags(given["tags"], given["version"]), outage=given["offline"],
        listen=None if given["no_commands"] else given["listen"] or f"{_bracketed(own_address(url))}:0",
        own_ports=given["own_ports"], is_unreachable=given["unreachable"], public=given["public_url"],
        checks_files=not given["any_ftps_certificate"], carries_files=not given["pretend_transfers"],
        profile=_profile(given), habits=_habits(given), trust=_trust(given), guard=_guard(given))
    return _with_keys(options, given["keys"])


def own_address(url: SplitResult) -> str:
    """The address of this computer from which ``url`` is reached; nothing is sent to find out."""
    port = url.port or (443 if url.scheme == "https" else 80)
    try:
        family, _, _, _, address = socket.getaddrinfo(url.hostname, port, type=socket.SOCK_DGRAM)[0]
        with socket.socket(family, socket.SOCK_DGRAM) as probe:
            probe.connect(address)
            return str(probe.getsockname()[0])
    except OSError as error:
        raise click.BadParameter(f"{url.hostname} cannot be found: {error}", param_hint="--url") from None


def _url(text: str) -> SplitResult:
    url = urlsplit(text)
    if url.scheme not in ("http", "https") or not url.hostname:
        raise click.BadParameter(f"{text} is no http:// or https:// URL", param_hint="--url")
    return url


def _tags(text: str, version: str) -> tuple[str, ...]:
    if text.startswith("@"):
        try:
            text = ",".join(line.partition(",")[0] for line in Path(text[1:]).read_text().splitlines())
        except (OSError, UnicodeDecodeError) as error:
            raise click.BadParameter(f"{text[1:]} cannot be read: {error}", param_hint="--tags") from None
    tags = tuple(tag for tag in (part.strip() for part in text.split(",")) if tag)
    if long := next((tag for tag in tags if len(tag) > TAG_LENGTHS[version]), None):
        most = TAG_LENGTHS[version]
        raise click.BadParameter(f"{long} is longer than the {most} characters of OCPP {version}", param_hint="--tags")
    return tags


def _profile(given: Mapping[str, Any]) -> Profile:
    profile = Profile(
        connectors=given["connectors"], power_w=given["power_w"], always_authorize=given["always_authorize"],
        rejected=_commands(given["reject"], "--reject"), unsupported=_commands(given["unsupported"], "--unsupported"),
        kept_commands=KEPT_COMMANDS,
        behaviours=behaviours(given, VERSIONS[given["version"]]),
        next_firmware_version=given["next_firmware"],
        quirks=Quirks(**{name: given[name] for name in _QUIRKS}))
    return replace(profile, plug_seconds=None) if given["no_plug"] else profile


def _commands(names: Iterable[str], option: str) -> frozenset[str]:
    known = VERSIONS["1.5"].charge_point.operations
    if unknown := next((name for name in names if name not in known), None):
        raise click.BadParameter(f"{unknown} is none of {', '.join(sorted(known))}", param_hint=option)
    return frozenset(names)


def _habits(given: Mapping[str, Any]) -> HttpHabits:
    return HttpHabits(password=given["password"], compresses=given["gzip"],
                      keeps_connections=not given["no_keep_alive"], answer_seconds=given["timeout"])


def _trust(given: Mapping[str, Any]) -> Trust:
    try:
        return Trust(given["ca"], given["certificate"], given["certificate_key"])
    except (OSError, SSL.Error, crypto.Error, ValueError) as error:
        raise click.UsageError(f"the certificates cannot be used: {error}") from None


def _guard(given: Mapping[str, Any]) -> Guard:
    guard = Guard(given["listen_password"], given["listen_certificate"], given["listen_key"], given["listen_client_ca"])
    if guard.certificate is None and (guard.key or guard.client_ca):
        raise click.UsageError("--listen-key and --listen-client-ca need --listen-certificate")
    try:
        guard.certificates()
    except CertificateError as error:
        raise click.UsageError(str(error)) from None
    return guard


def _with_keys(options: Options, assignments: Iterable[str]) -> Options:
    """The same with its configuration keys: samples that fit into sessions, then what was asked for."""
    keys = {"MeterValueSampleInterval": str(_sample_seconds(options))}
    if options.version != "1.2":
        keys["MeterValuesSampledData"] = SAMPLED
    for assignment in assignments:
        name, _, value = assignment.partition("=")
        keys[name] = value
    try:
        Configuration(options.version, options.prefix, keys)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--key") from None
    return replace(options, profile=replace(options.profile, keys=keys))


def _sample_seconds(options: Options) -> int:
    """So many seconds between samples that the shortest session has as many as were asked for; 0 for none."""
    if not options.samples or options.scenario != "session":
        return 0 if not options.samples else 60
    return max(1, int(session_seconds(options) * OCCUPIED_SHARE[0] / options.samples))


def _bracketed(host: str) -> str:
    return f"[{host}]" if ":" in host else host
