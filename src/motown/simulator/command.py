"""``motown simulate``: the command line of the simulator."""

from pathlib import Path
from typing import Any

import click

from motown.simulator.asked import options_of

FILE = click.Path(path_type=Path, dir_okay=False, exists=True)
POSITIVE = click.FloatRange(min=0, min_open=True)
SHARE = click.FloatRange(0, 1)


@click.command(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.option("--url", required=True, metavar="URL", help="Where the central system is: http://127.0.0.1:8080/ocpp")
@click.option("--version", type=click.Choice(["1.2", "1.5"]), default="1.5", show_default=True, help="Of OCPP.")
@click.option("--count", type=click.IntRange(min=1), default=1, show_default=True, help="How many charge points.")
@click.option("--id", "prefix", default="SIM", show_default=True, metavar="PREFIX",
              help="They are PREFIX-001 and so on.")
@click.option("--first", type=click.IntRange(min=0), default=1, show_default=True, help="Number of the first one.")
@click.option("--scenario", type=click.Choice(["session", "boot-storm", "idle"]), default="session", show_default=True,
              help="Sessions in a loop; all boot at once; only heartbeats.")
@click.option("--rate", type=POSITIVE, metavar="NUMBER",
              help="A minute and charge point: sessions (default 1), storms of boots (default: one storm in all), "
                   "or heartbeats (default: as HeartBeatInterval has it).")
@click.option("--samples", type=click.IntRange(min=0), default=3, show_default=True, help="MeterValues a session.")
@click.option("--connectors", type=click.IntRange(min=1, max=100), default=1, show_default=True, help="Of each one.")
@click.option("--power", "power_w", type=click.IntRange(min=100), default=11_000, show_default=True,
              help="Of each connector, in W.")
@click.option("--tags", default="", metavar="TAG,...",
              help="idTags, or @FILE with one a line.  Default: SIM00001 and so on, one for each connector.")
@click.option("--always-authorize", is_flag=True, help="Send Authorize for every session, known tag or not.")
@click.option("--key", "keys", multiple=True, metavar="KEY=VALUE", help="A configuration key at first.  Repeatable.")
@click.option("--duration", type=POSITIVE, metavar="SECONDS", help="Stop after so long.")
@click.option("--messages", type=click.IntRange(min=1), metavar="NUMBER", help="Stop after so many were acknowledged.")
@click.option("--grace", type=click.FloatRange(min=0), default=10, show_default=True, metavar="SECONDS",
              help="How long queued messages are still sent at the end.")
@click.option("--time-factor", type=POSITIVE, default=1, show_default=True, metavar="NUMBER",
              help="How much faster time passes; the charge points' clocks then run ahead.")
@click.option("--ramp-up", type=click.FloatRange(min=0), metavar="SECONDS",
              help="Switch all on within so long.  Default: 10 ms for each, none in a boot-storm.")
@click.option("--seed", type=int, default=0, show_default=True, help="The same seed, the same behaviour.")
@click.option("--password", metavar="TEXT", help="For HTTP Basic; {identity} in it is replaced.")
@click.option("--certificate", type=FILE, help="Client certificate (PEM).")
@click.option("--certificate-key", type=FILE, help="Its private key (PEM), if not in the same file.")
@click.option("--ca", type=FILE, help="Certificates (PEM) to trust instead of the system's.")
@click.option("--timeout", type=POSITIVE, default=30, show_default=True, metavar="SECONDS", help="For an answer.")
@click.option("--gzip", is_flag=True, help="Compress requests and take compressed answers.")
@click.option("--no-keep-alive", is_flag=True, help="A new connection for each message.")
@click.option("--listen", metavar="HOST:PORT",
              help="Where to take commands.  Default: any port, where --url is reached from.")
@click.option("--public-url", metavar="URL", help="What to tell of --listen, if it has another address from outside.")
@click.option("--listen-certificate", type=FILE, help="Take commands over TLS, with this certificate (PEM).")
@click.option("--listen-key", type=FILE, help="Its private key (PEM), if not in the same file.")
@click.option("--listen-client-ca", type=FILE, help="Only from who shows a certificate of this authority (PEM).")
@click.option("--listen-password", metavar="TEXT",
              help="Only with this password of HTTP Basic; {identity} in it is replaced.")
@click.option("--no-commands", is_flag=True, help="Take no commands, and tell no address.")
@click.option("--reject", multiple=True, metavar="COMMAND", help="Answer this command Rejected, or what stands for it.")
@click.option("--unsupported", multiple=True, metavar="COMMAND",
              help="Answer it with a NotSupported fault.  Repeatable.")
@click.option("--answer", multiple=True, metavar="COMMAND=STATUS",
              help="Answer it with any status of the schema, and do nothing.  COMMAND may be * in all of these.  "
                   "Repeatable, as all of these are.")
@click.option("--fault", multiple=True, metavar="COMMAND=SUBCODE", help="Answer it with a SOAP fault.")
@click.option("--slow", multiple=True, metavar="[COMMAND=]SECONDS", help="Look at it so late.")
@click.option("--lie", multiple=True, metavar="COMMAND", help="Answer as if it were done, and do nothing.")
@click.option("--drop", multiple=True, metavar="COMMAND", help="Do it, and cut the connection without an answer.")
@click.option("--html", multiple=True, metavar="COMMAND", help="Answer with a web page, and do nothing.")
@click.option("--garble", multiple=True, metavar="COMMAND[=KIND]",
              help="Do it, and answer noise, a cut message, that of another operation or of another identity: KIND is "
                   "noise (default), cut, operation or identity.")
@click.option("--unreachable", is_flag=True, help="Tell an address where nothing listens.")
@click.option("--own-ports", is_flag=True,
              help="A port for each charge point: one that reboots then refuses connections.")
@click.option("--next-firmware", metavar="TEXT", help="The version after an update.  Default: its file's name.")
@click.option("--any-ftps-certificate", is_flag=True, help="Believe every FTPS server.  Default: as --ca has it.")
@click.option("--pretend-transfers", is_flag=True, help="Tell of files without transferring them.")
@click.option("--no-plug", is_flag=True, help="Nobody plugs in after a remote start.")
@click.option("--offline", type=POSITIVE, metavar="SECONDS", help="Each line is down so long, again and again.")
@click.option("--lose-answers", "loss", type=SHARE, default=0, metavar="SHARE",
              help="Lose so many answers: 0.05 is 5 %.")
@click.option("--no-message-id", is_flag=True, help="Leave wsa:MessageID out.")
@click.option("--constant-message-id", is_flag=True, help="Send one and the same wsa:MessageID always.")
@click.option("--no-from", is_flag=True, help="Leave wsa:From out.")
@click.option("--no-addressing", is_flag=True, help="Send no WS-Addressing headers.")
@click.option("--no-zone", is_flag=True, help="Send times without a zone.")
@click.option("--leading-newline", is_flag=True, help="Begin messages with an empty line.")
@click.option("--soap11", is_flag=True, help="Send SOAP 1.1.")
@click.option("--json", "as_json", is_flag=True, help="The outcome as one JSON object, for programs.")
def simulate(*, as_json: bool, **given: Any) -> int:
    """Simulate charge points until Ctrl-C, or as long as --duration and --messages say.

    Exit codes: 0 all is well, 1 some message was never acknowledged, 2 wrong command line.
    """
    options = options_of(given)
    from motown.simulator.running import run

    return run(options, as_json=as_json)
