"""``motown wsdl``: the contracts this server publishes, for client makers without a running server."""

from pathlib import Path
from typing import NamedTuple

import click
from lxml import etree

from motown.cli.options import Nouns, as_json, checked
from motown.cli.output import Columns, show
from motown.domain.errors import Kind, Refused
from motown.files import folder

WSDL = "{http://schemas.xmlsoap.org/wsdl/}"


class Listed(NamedTuple):
    """A contract in the list."""

    name: str
    namespace: str
    operations: tuple[str, ...]

    def as_object(self) -> dict[str, object]:
        """For JSON."""
        return {"name": self.name, "namespace": self.namespace, "operations": self.operations}


COLUMNS: Columns = {
    "name": lambda row: row.name,
    "namespace": lambda row: row.namespace,
    "operations": lambda row: row.operations,
}


@click.group(cls=Nouns)
def wsdl() -> None:
    """The contracts: list them, print one."""


@wsdl.command("list")
@checked
@as_json
def list_(*, as_json: bool) -> None:
    """The contracts by name, with their namespace and operations."""
    rows = [listed(path) for path in files()]
    show((row.as_object() for row in rows) if as_json else rows, COLUMNS, as_json=as_json, nothing="there are none")


@wsdl.command("print")
@checked
@click.argument("name")
def print_(name: str) -> None:
    """Print the contract NAME (ocpp/1.5/centralsystem.wsdl; the ending may be left out), byte for byte."""
    for path in files():
        if name in (relative(path), relative(path).removesuffix(".wsdl")):
            click.echo(path.read_bytes(), nl=False)
            return
    names = ", ".join(map(relative, files()))
    raise Refused(f"there is no contract {name}; there are: {names}", Kind.NOT_FOUND)


def files() -> list[Path]:
    """Every published WSDL file."""
    return sorted(folder("wsdl").rglob("*.wsdl"))


def relative(path: Path) -> str:
    """The name of a contract: its path below wsdl/."""
    return path.relative_to(folder("wsdl")).as_posix()


def listed(path: Path) -> Listed:
    """What the list says of a contract."""
    root = etree.parse(path).getroot()
    operations = root.iterfind(f"{WSDL}portType/{WSDL}operation")
    return Listed(relative(path), root.get("targetNamespace", ""), tuple(one.get("name", "") for one in operations))
