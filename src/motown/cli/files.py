"""``motown files``: the diagnostics that charge points have brought, and the firmware that they may fetch."""

import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from motown.cli.options import Nouns, as_json, configured
from motown.cli.output import Columns, plain, show
from motown.config import Settings
from motown.domain.errors import Kind, Refused
from motown.ftp.folders import Folders, Image
from motown.store import files as stored
from motown.store.rows import TransferredFileRow

PAGE = 500
FILES: Columns = {
    "position": lambda row: row.position,
    "charge point": lambda row: row.charge_point_id,
    "received at": lambda row: row.received_at,
    "bytes": lambda row: row.size_bytes,
    "file": lambda row: row.file_name,
    "command": lambda row: row.command_id,
}
IMAGES: Columns = {
    "image": lambda image: image.name,
    "bytes": lambda image: image.size_bytes,
    "changed at": lambda image: datetime.fromtimestamp(image.changed_at, UTC),
}


@click.group(cls=Nouns, short_help="Diagnostics that came, firmware that may go.")
def files() -> None:
    """Diagnostics that charge points have brought to our own file server, and firmware images that it offers."""


@files.command("list")
@configured
@click.option("--charge-point", "charge_point_id", metavar="ID", help="Of one charge point only.")
@click.option("--limit", type=click.IntRange(1), help="Only so many, the newest.")
@as_json
def list_(settings: Settings, *, charge_point_id: str | None, limit: int | None, as_json: bool) -> None:
    """The diagnostics that have come, the newest first."""
    from motown.server.core import open_core

    with open_core(settings) as core:
        show(_all(core, charge_point_id, limit), FILES, as_json=as_json, nothing="there are none")


@files.command()
@configured
@click.argument("which", metavar="POSITION|COMMAND_ID")
@click.option("--to", type=click.Path(path_type=Path), metavar="PATH",
              help="A file or a folder; without it the file comes into the working directory.")
def get(settings: Settings, which: str, *, to: Path | None) -> None:
    """Copy diagnostics out of the folder of the file server (ftp.folder), which has to be on this computer."""
    row = _found(settings, which)
    try:
        source = _folders(settings).received(row.charge_point_id, row.command_id, row.file_name)
    except FileNotFoundError as error:
        raise Refused(f"{error.filename} is not there any more (ftp.keep_days), or not on this computer",
                      Kind.NOT_FOUND) from error
    target = to or Path()
    target = target / row.file_name if target.is_dir() else target
    if target.exists():
        raise Refused(f"{target} is there already: give another --to", Kind.CONFLICT)
    shutil.copyfile(source, target)
    click.echo(f"{target}: {row.size_bytes} bytes, from charge point {plain(row.charge_point_id)}")


@files.group("firmware", cls=Nouns, short_help="Firmware images.")
def firmware() -> None:
    """The firmware images that charge points may be told to fetch, by their names."""


@firmware.command("list")
@configured
@as_json
def list_firmware(settings: Settings, *, as_json: bool) -> None:
    """All firmware images."""
    found = _folders(settings).images()
    show((_told(image) for image in found) if as_json else found, IMAGES, as_json=as_json, nothing="there are none")


@firmware.command("add")
@configured
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.option("--name", help="What charge points get to know it as; its own name otherwise.")
def add_firmware(settings: Settings, source: Path, *, name: str | None) -> None:
    """Offer a copy of a file; one that is there already is never replaced."""
    image = _folders(settings).add_image(source, name or source.name)
    click.echo(f"{image.name} is offered: {image.size_bytes} bytes")


@firmware.command("remove")
@configured
@click.argument("name")
def remove_firmware(settings: Settings, name: str) -> None:
    """Offer an image no more; charge points that were told to fetch it will fail."""
    _folders(settings).remove_image(name)
    click.echo(f"{name} is removed")


def _folders(settings: Settings) -> Folders:
    return Folders(settings.addon("ftp").folder)


def _told(image: Image) -> dict[str, Any]:
    """An image for programs."""
    return {"name": image.name, "sizeBytes": image.size_bytes,
            "changedAt": datetime.fromtimestamp(image.changed_at, UTC)}


def _all(core: Any, charge_point_id: str | None, limit: int | None) -> Iterator[TransferredFileRow]:
    before, left = None, limit
    while left is None or left > 0:
        page = core.read(stored.page, before, min(PAGE, left or PAGE), charge_point_id=charge_point_id)
        yield from page
        if len(page) < min(PAGE, left or PAGE):
            return
        before, left = page[-1].position, None if left is None else left - len(page)


def _found(settings: Settings, which: str) -> TransferredFileRow:
    from motown.server.core import open_core

    with open_core(settings) as core:
        row: TransferredFileRow | None = core.read(stored.of_command, which)
        if row is None and which.isdecimal() and len(which) < 19:
            row = core.read(stored.get, int(which))
    if row is None:
        raise Refused(f"no file has come for {which}", Kind.NOT_FOUND)
    return row
