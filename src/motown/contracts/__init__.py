"""The contracts we serve and call, one module each: two lines that load a WSDL, and a generated stub (.pyi).

A module holds ``contract``, ``serve`` and, under its name, each model; what these are says the stub.  Stubs are
written anew by ``python -m motown.soap.stubs``, those of another package by ``python -m motown.soap.stubs PACKAGE``.
"""

from pathlib import Path
from typing import Any

from motown.files import folder
from motown.soap.stubs import publish


def roots() -> dict[str, Path]:
    """The folders that contracts are made of, by the name under which each is published."""
    return {"wsdl": folder("wsdl"), "schemas": folder("schemas")}


def give(place: str, names: dict[str, Any]) -> None:
    """Fill the ``globals()`` of a module with the contract at ``place`` below wsdl/."""
    publish(folder("wsdl") / place, roots(), names)


def give_own(add_on: str, place: Path, names: dict[str, Any]) -> None:
    """The same for a contract of an add-on's own: ``give_own("acme", Path(__file__).parent / "acme.wsdl", globals())``.

    It is published with the schemas beside it below ``wsdl/acme/``, and names ours as they are published from there:
    ``../../schemas/motown/1.0/types.xsd``.
    """
    publish(place, {f"wsdl/{add_on}": place.parent, **roots()}, names)
