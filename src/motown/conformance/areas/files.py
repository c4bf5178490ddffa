"""MT-GEN-03 and -11: what is served is what was published."""

import io
import re
import zipfile
from pathlib import Path
from urllib.parse import urljoin

from motown.conformance.published import CONTRACT_VERSION, HOME, SERVICES, TYPES_FILE, file_of
from motown.conformance.requirements import requirement
from motown.conformance.verdicts import Failed, equal, that
from motown.conformance.world import World
from motown.files import folder

_PLACES = re.compile(rb'(<(?:\w+:)?address\b[^>]*?\blocation=|\bschemaLocation=)("[^"]*"|\'[^\']*\')')
_SCHEMA = re.compile(rb'\bschemaLocation=["\']([^"\']*)["\']')
SHOWN = 60


@requirement("MT-GEN-03", "core")
def served_wsdls(world: World) -> None:
    """Fetches the WSDL of each service, and the schemas it imports, and compares them byte by byte with its own."""
    wire = world.nobody.wire
    for service in [one for one in SERVICES if one in world.addresses]:
        url = f"{world.addresses[service]}?wsdl"
        served = wire.fetch(url)
        _same(f"the WSDL of {service}", _PLACES.sub(rb'\1""', served),
              _PLACES.sub(rb'\1""', file_of(service).read_bytes()))
        locations = _SCHEMA.findall(served)
        that(locations, "the place of an imported schema", "none")
        for location in locations:
            _same(f"the schema of {service}", wire.fetch(urljoin(url, location.decode())), TYPES_FILE.read_bytes())
        addresses = {place.decode() for place in re.findall(rb'address\b[^>]*?\blocation="([^"]*)"', served)}
        equal(f"addresses in the WSDL of {service}", addresses, {world.addresses[service]})


@requirement("MT-GEN-11", "core")
def archive(world: World) -> None:
    """Fetches the archive, and looks for every WSDL, schema, table and example in it, byte by byte."""
    url = f"{world.options.url.rstrip('/')}/motown-{CONTRACT_VERSION}.zip"
    with zipfile.ZipFile(io.BytesIO(world.nobody.wire.fetch(url))) as archive:
        inside = {name: archive.read(name) for name in archive.namelist()}
    for file in [*HOME.iterdir(), TYPES_FILE]:
        _in(inside, file, file.name)
    for file in folder("examples").rglob("*.xml"):
        _in(inside, file, f"{file.parent.name}/{file.name}")


def _in(inside: dict[str, bytes], file: Path, end: str) -> None:
    found = [content for name, content in inside.items() if f"/{name}".endswith(f"/{end}")]
    that(file.read_bytes() in found, f"{end} in the archive, as published", f"{len(found)} files of that name")


def _same(what: str, served: bytes, published: bytes) -> None:
    if served == published:
        return
    place = next((n for n, (one, other) in enumerate(zip(served, published, strict=False)) if one != other),
                 min(len(served), len(published)))
    begin = max(0, place - SHOWN)
    raise Failed(f"{what} as published: ...{published[begin:place + SHOWN]!r}",
                 f"...{served[begin:place + SHOWN]!r} at byte {place}")
