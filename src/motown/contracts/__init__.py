"""The contracts we serve and call, one module each: two lines that load a WSDL, and a generated stub (.pyi).

A module holds ``contract``, ``serve`` and, under its name, each model; what these are says the stub.  Stubs are
written anew by ``python -m motown.soap.stubs``.
"""

from functools import cache
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parents[1]
_ROOTS = ("wsdl", "schemas")


@cache
def root(name: str) -> Path:
    """The folder of published files called ``name``: ``wsdl``, ``schemas`` or ``conf``.

    In a wheel they lie inside the package ``motown``, in a checkout beside ``src``.  FileNotFoundError where neither is.
    """
    for place in (_PACKAGE / name, _PACKAGE.parents[1] / name):
        if place.is_dir():
            return place
    raise FileNotFoundError(f"{name}/ is neither in {_PACKAGE} nor in {_PACKAGE.parents[1]}")


def roots() -> dict[str, Path]:
    """The roots that contracts are made of, by the name under which each is published."""
    return {name: root(name) for name in _ROOTS}
