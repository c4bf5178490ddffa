"""Where the files that are not code are: contracts, schemas, sample settings."""

from pathlib import Path
from typing import Literal

_HERE = Path(__file__).resolve().parent


def folder(name: Literal["wsdl", "schemas", "conf"]) -> Path:
    """The folder of that name: inside the installed package, or at the top of a checkout."""
    installed = _HERE / name
    return installed if installed.is_dir() else _HERE.parents[1] / name
