"""What a shell offers when TAB is pressed: names and fields of commands, and what the store knows.

It never raises and never prints: where the store is away, or answers too late, nothing is offered.
"""

import logging
import threading
from collections.abc import Callable, Iterable
from contextlib import redirect_stderr, suppress
from io import StringIO
from typing import Any

import click
from click.shell_completion import CompletionItem

from motown.domain.operations import OPERATIONS

PATIENCE_SECONDS = 1.0
MOST = 200
"""How many are offered at most."""

Items = list[CompletionItem]


def operation_names(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Names of commands."""
    return _beginning(sorted(OPERATIONS), incomplete)


def field_texts(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """``field=`` of the command named before, or ``field=word`` where it takes one of some words.

    Bash takes ``type=So`` apart into ``type``, ``=`` and ``So``, and wants the last of them; other shells do not.
    """
    name = next((one for one in OPERATIONS if one.casefold() == str(ctx.params.get("name")).casefold()), None)
    if name is None:
        return []
    from motown.cli.command_fields import fields_of

    fields = {field.name.casefold(): field for field in fields_of(name)}
    words = list(ctx.params.get("fields") or ())
    if words[-1:] == ["="]:
        words.pop()
        opened = words.pop() if words else ""
    else:
        opened = words[-1] if words and "=" not in words[-1] else ""
    if opened.casefold() in fields:
        return _beginning(fields[opened.casefold()].choices, incomplete)
    given = {word.partition("=")[0].casefold() for word in words}
    offered = (text for key, field in fields.items() if field.is_list or key not in given
               for text in [f"{field.name}={one}" for one in field.choices] or [f"{field.name}="])
    return _beginning(offered, incomplete)


def charge_point_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Charge points that the store knows."""
    def read(connection: Any) -> Items:
        from motown.store import charge_points

        return _beginning(charge_points.beginning(connection, incomplete, MOST), incomplete)

    return _from_store(ctx, read)


def command_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """The last commands, with what they are beside."""
    def read(connection: Any) -> Items:
        from motown.store import commands

        return [CompletionItem(row.command_id, help=f"{row.name} {row.charge_point_id} {row.state}")
                for row in commands.page(connection, limit=MOST) if row.command_id.startswith(incomplete)]

    return _from_store(ctx, read)


def party_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Parties that the store knows."""
    def read(connection: Any) -> Items:
        from motown.store import parties

        return _beginning(parties.beginning(connection, incomplete, MOST), incomplete)

    return _from_store(ctx, read)


def subscription_ids(ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Subscriptions, with what they are beside."""
    def read(connection: Any) -> Items:
        from motown.store import subscriptions

        return [CompletionItem(row.subscription_id, help=f"{row.name} of {row.party_id} {row.mode}")
                for row in subscriptions.beginning_with(connection, incomplete, MOST)]

    return _from_store(ctx, read)


def operations_and_classes(_ctx: click.Context, _param: click.Parameter, incomplete: str) -> Items:
    """Operations of our services, and classes of access."""
    from motown.core.access_policy import published

    with suppress(Exception):
        policy = published()
        return _beginning(sorted({*policy.operations, *policy.classes}), incomplete)
    return []


def _beginning(words: Iterable[str], incomplete: str) -> Items:
    return [CompletionItem(one) for one in words if one.casefold().startswith(incomplete.casefold())]


def _from_store(ctx: click.Context, read: Callable[[Any], Items]) -> Items:
    """What a query finds, or nothing: not where it takes too long, nor where anything goes wrong."""
    logging.disable()
    try:
        with redirect_stderr(StringIO()):
            return _patiently(_reading(ctx), read)
    except Exception:  # noqa: BLE001, whoever presses TAB wants words, not errors
        return []
    finally:
        logging.disable(logging.NOTSET)


def _reading(ctx: click.Context) -> Any:
    """The engine of the store that the settings name."""
    from motown.cli.options import settings_of
    from motown.store import engine

    url = settings_of(ctx.params.get("config"), ctx.params.get("assignments") or ()).store.url
    if engine.is_sqlite(url) and not engine.sqlite_path(url).is_file():
        raise FileNotFoundError(url)
    return engine.reading(url, 1)


def _patiently(engine: Any, read: Callable[[Any], Items]) -> Items:
    """Read on a thread that may be left alone: a database that is away can take its time to say so."""
    found: Items = []

    def work() -> None:
        with suppress(Exception), engine.connect() as connection, connection.begin():
            found.extend(read(connection))

    working = threading.Thread(target=work, daemon=True)
    working.start()
    working.join(PATIENCE_SECONDS)
    return list(found)
