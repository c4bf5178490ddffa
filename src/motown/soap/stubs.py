"""What mypy and a reader know of a contract: a stub (.pyi) written from the WSDL, and compared in the tests.

    python -m motown.soap.stubs                 # writes the stub of every module in motown.contracts anew
    python -m motown.soap.stubs PACKAGE ...     # of the contract modules of other packages, an add-on's say

Beside a stub stands a module that loads the contract and gives out its models (``publish``).  The stub says what is
in it: each type with its fields, ``Handlers``, what a service of this contract has to have, and ``serve``, which takes
such an object and nothing less.
"""

import importlib
import pkgutil
import re
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from types import ModuleType
from typing import Any

from motown.soap.contract import Contract, load
from motown.soap.models import Field, fields, is_complex
from motown.soap.protocol import Served
from motown.soap.values import Model, simple

_HEAD = '''{documentation}

Written from {location} by motown.soap.stubs; do not edit.
"""
# ruff: noqa: PYI021  # who uses a contract wants to read it where his editor shows it

from datetime import datetime
from decimal import Decimal
from typing import Any, Literal, Protocol, dataclass_transform

from motown.soap.contract import Contract
from motown.soap.exchange import Call
from motown.soap.protocol import Outcome, Served

contract: Contract

@dataclass_transform(kw_only_default=True)
class Message: ...
'''
_MAYBE = {"Decimal": ("from decimal import Decimal\n", ""), "datetime": ("from datetime import datetime\n", ""),
          "Any": ("Any, ", ""), "Literal": ("Literal, ", "")}
_WIDTH = 116


def publish(path: Path, roots: Mapping[str, Path], names: dict[str, Any]) -> None:
    """Load a contract and put it, its models and ``serve`` into a module's ``globals()``."""
    contract = load(path, roots)

    def serve(handlers: Any) -> Served:
        return Served(contract, {name: getattr(handlers, name) for name in contract.operations})

    names.update({"contract": contract, "serve": serve, **contract.models})


def stub(contract: Contract) -> str:
    """The text of a contract's stub."""
    body = "\n".join([*_classes(contract), *_handlers(contract), ""])
    about = "\n".join(_documentation(contract.documentation or contract.name, "")).removesuffix('"""').rstrip()
    head = _HEAD.format(documentation=about, location=contract.location)
    annotations = " ".join([*(_annotation(field) for model in contract.models.values() for field in fields(model)),
                            *map(_plain, contract.elements.values())])
    for name, (used, unused) in _MAYBE.items():
        if re.search(rf"\b{name}\b", annotations) is None:
            head = head.replace(used, unused)
    return head + body


def _classes(contract: Contract) -> Iterator[str]:
    for name, model in contract.models.items():
        base = model.__extends__
        inherited = len(fields(base)) if base is not None and is_complex(base) else 0
        own = fields(model)[inherited:]
        yield f"\nclass {name}({base.__name__ if inherited else 'Message'}):"
        if model.__doc__:
            yield from _documentation(model.__doc__, "    ")
        for field in own:
            yield from _comment(field.documentation)
            yield from _wrapped(f"    {field.name}: {_annotation(field)}{'' if _needed(field) else ' = ...'}")
        if not own and not model.__doc__:
            yield "    ..."


def _handlers(contract: Contract) -> Iterator[str]:
    yield "\nclass Handlers(Protocol):"
    yield from _documentation(contract.documentation or contract.name, "    ")
    for operation in contract.operations.values():
        given = f"Outcome[{_plain(contract.elements[operation.output]) if operation.output else None}]"
        yield f"    def {operation.name}("
        yield f"        self, request: {_plain(contract.elements[operation.input])}, call: Call, /,"
        yield f"    ) -> {given}:" + ("" if operation.documentation else " ...")
        yield from _documentation(operation.documentation, "        ")
    yield "\ndef serve(handlers: Handlers) -> Served: ..."


def _wrapped(line: str) -> Iterator[str]:
    """A line, or several where it is a long list of words."""
    if len(line) <= _WIDTH:
        yield line
        return
    start, _, rest = line.partition("Literal[")
    words, _, end = rest.rpartition("]")
    yield f"{start}Literal["
    yield from (f"        {part}" for part in _folded(f"{words},", _WIDTH - 8))
    yield f"    ]{end}"


def _documentation(text: str, indent: str) -> Iterator[str]:
    if text:
        lines = list(_folded(text.replace("\\", "\\\\").replace('"""', "'''"), _WIDTH - len(indent) - 3))
        yield f'{indent}"""{lines[0]}' + ('"""' if len(lines) == 1 else "")
        yield from (f"{indent}{line}" for line in lines[1:])
        if len(lines) > 1:
            yield f'{indent}"""'


def _comment(text: str) -> Iterator[str]:
    yield from (f"    # {line}" for line in _folded(text, _WIDTH - 6))


def _folded(text: str, width: int) -> Iterator[str]:
    line = ""
    for word in text.split():
        if line and len(line) + 1 + len(word) > width:
            yield line
            line = word
        else:
            line = f"{line} {word}".strip()
    if line:
        yield line


def _needed(field: Field) -> bool:
    return field.required and (field.many or not field.nillable)


def _annotation(field: Field) -> str:
    """The Python type of a field, as written in a stub."""
    plain = "Any" if field.kind == "others" else _plain(field.model)
    if field.many:
        return f"list[{plain} | None]" if field.nillable else f"list[{plain}]"
    return plain if _needed(field) or field.default is not None or plain == "Any" else f"{plain} | None"


def _plain(model: Model) -> str:
    if is_complex(model):
        return str((model.__orig__ or model).__name__)
    if (values := getattr(model.Attributes, "values", None)) and simple(model).python is str:
        quoted = ", ".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values)
        return f"Literal[{quoted}]"
    return simple(model).python.__name__


def modules(package: ModuleType) -> Iterator[tuple[Path, Contract]]:
    """The contract modules of a package: where the stub of each belongs, and its contract."""
    for found in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        module = importlib.import_module(found.name)
        if isinstance(getattr(module, "contract", None), Contract) and module.__file__:
            yield Path(module.__file__).with_suffix(".pyi"), module.contract


def main(packages: list[str], tell: Callable[[str], Any] = print) -> None:
    """Write the stubs of the contract modules of ``packages``, and tell which."""
    for name in packages or ["motown.contracts"]:
        for path, contract in modules(importlib.import_module(name)):
            path.write_text(stub(contract), encoding="utf-8")
            tell(str(path))


if __name__ == "__main__":
    main(sys.argv[1:])
