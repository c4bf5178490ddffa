"""Where the files that are not code are: contracts, schemas, the standard's text and examples, sample settings."""

from pathlib import Path
from typing import Literal

_HERE = Path(__file__).resolve().parent
_IN_CHECKOUT = {"examples": "docs/standard/examples", "text": "docs/standard"}
"""Folders that are not called so there."""


def folder(name: Literal["wsdl", "schemas", "conf", "examples", "text"]) -> Path:
    """The folder of that name: inside the installed package, or its place in a checkout."""
    installed = _HERE / name
    return installed if installed.is_dir() else _HERE.parents[1] / _IN_CHECKOUT.get(name, name)
