"""The standard in one file: every WSDL, schema, table and example, its text and scripts, as ``motown-1.0.zip``.

Unpacked, the schemas are where the WSDLs import them from.  The same files make the same bytes.
"""

import zipfile
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from motown.files import folder

VERSION = "1.0"
NAME = f"motown-{VERSION}.zip"
TOP = f"motown-{VERSION}"
"""The folder that everything is in."""
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the first moment that a ZIP file knows
_TEXT = ("*.rst", "LICENSE", "actors/*.*", "clients/*.*")
_README = f"""\
Motown open standard {VERSION}

wsdl/motown/{VERSION}      a WSDL for each service, and three tables: who may do what (access-policy.csv), what commands
                     are in OCPP (ocpp-mapping.csv), every type of events (event-types.csv)
schemas/motown/{VERSION}   the types that the WSDLs import, by relative places: nothing is fetched from elsewhere
docs/standard        the rules; begin with index.rst. VERSIONING is versioning.rst, GOVERNANCE governance.rst
  examples           a request, an answer and a fault for each operation
  actors, clients    programs that need nothing but these files

Free under the Apache License 2.0: docs/standard/LICENSE.
"""


def archive() -> bytes:
    """The ZIP file."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w") as made:
        _add(made, "README.txt", _README.encode())
        for name, path in sorted(_files()):
            _add(made, name, path.read_bytes())
    return target.getvalue()


def _add(made: zipfile.ZipFile, name: str, content: bytes) -> None:
    info = zipfile.ZipInfo(f"{TOP}/{name}", _EPOCH)
    info.create_system, info.external_attr, info.compress_type = 3, 0o100644 << 16, zipfile.ZIP_DEFLATED
    made.writestr(info, content)


def _files() -> Iterator[tuple[str, Path]]:
    """Every file with its place."""
    yield from _below(f"wsdl/motown/{VERSION}", folder("wsdl") / "motown" / VERSION, "*")
    yield from _below(f"schemas/motown/{VERSION}", folder("schemas") / "motown" / VERSION, "*")
    yield from _below("docs/standard/examples", folder("examples"), "*/*.xml")
    for pattern in _TEXT:
        yield from _below("docs/standard", folder("text"), pattern)


def _below(place: str, root: Path, pattern: str) -> Iterator[tuple[str, Path]]:
    return ((f"{place}/{path.relative_to(root).as_posix()}", path) for path in root.glob(pattern) if path.is_file())
