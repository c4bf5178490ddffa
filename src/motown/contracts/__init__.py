"""The contracts we serve and call, one module each: two lines that load a WSDL, and a generated stub (.pyi).

A module holds ``contract``, ``serve`` and, under its name, each model; what these are says the stub.  Stubs are
written anew by ``python -m motown.soap.stubs``.
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
