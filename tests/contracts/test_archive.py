"""motown-1.0.zip holds the whole standard and is enough for a client: every WSDL loads from it, every example fits."""

import zipfile
from io import BytesIO

import pytest
import zeep
from lxml import etree

from motown.contracts.archive import NAME, TOP, archive
from tests.contracts.standard import ENVELOPE, FAULT, SERVICES, LocalZeep

XS = "{http://www.w3.org/2001/XMLSchema}"
KEPT = (".wsdl", ".xsd", ".csv", ".xml", ".rst")


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory):
    folder = tmp_path_factory.mktemp("archive")
    zipfile.ZipFile(BytesIO(archive())).extractall(folder)
    return folder / TOP


def test_it_has_every_file_of_the_version_as_published(repo, unpacked):
    folders = ("wsdl/motown/1.0", "schemas/motown/1.0", "docs/standard")
    wanted = {path.relative_to(repo).as_posix(): path.read_bytes() for folder in folders
              for path in (repo / folder).rglob("*") if path.suffix in KEPT or path.name == "LICENSE"}
    found = {path.relative_to(unpacked).as_posix(): path.read_bytes() for path in unpacked.rglob("*") if path.is_file()}
    assert len(wanted) > 190
    assert {name: found.get(name) for name in wanted} == wanted
    more = {name for name in set(found) - set(wanted)
            if not name.startswith(("docs/standard/actors/", "docs/standard/clients/"))}
    assert more == {"README.txt"}


def test_its_bytes_are_the_same_each_time_and_tell_no_time():
    assert archive() == archive()
    with zipfile.ZipFile(BytesIO(archive())) as packed:
        assert packed.testzip() is None
        assert {one.date_time for one in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert all(name.startswith(f"{TOP}/") for name in packed.namelist())
        assert packed.namelist()[0] == f"{TOP}/README.txt"
    assert NAME == "motown-1.0.zip"


@pytest.mark.parametrize("service", SERVICES)
def test_zeep_loads_its_wsdls(unpacked, service):
    client = zeep.Client(str(unpacked / "wsdl/motown/1.0" / f"{service}.wsdl"), transport=LocalZeep())
    (found,) = client.wsdl.services.values()
    assert found.name == SERVICES[service]
    examples = {path.name.partition("-")[0] for path in (unpacked / "docs/standard/examples" / service).iterdir()}
    binding = next(iter(found.ports.values())).binding
    assert set(binding.all()) == examples


@pytest.mark.parametrize("service", SERVICES)
def test_its_examples_are_valid_by_its_schemas(unpacked, service):
    path = unpacked / "wsdl/motown/1.0" / f"{service}.wsdl"
    inline = etree.parse(path).find(f".//{XS}schema")
    for imported in inline.iter(f"{XS}import"):
        imported.set("schemaLocation", (path.parent / imported.get("schemaLocation")).resolve().as_uri())
    schema = etree.XMLSchema(etree.fromstring(etree.tostring(inline)))
    for example in (unpacked / "docs/standard/examples" / service).iterdir():
        (body,) = etree.parse(example).getroot().find(f"{ENVELOPE}Body")
        schema.assertValid(body if "-fault" not in example.name else body.find(f"{ENVELOPE}Detail/{FAULT}"))


def test_its_licence_is_that_of_the_project(repo, unpacked):
    assert (unpacked / "docs/standard/LICENSE").read_bytes() == (repo / "LICENSE").read_bytes()


def test_its_readme_names_what_is_there(unpacked):
    told = (unpacked / "README.txt").read_text(encoding="utf-8")
    for place in ("wsdl/motown/1.0", "schemas/motown/1.0", "docs/standard", "docs/standard/LICENSE"):
        assert place in told
        assert (unpacked / place).exists()
