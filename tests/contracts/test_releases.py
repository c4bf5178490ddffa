"""What is released never changes, and what comes after it serves its clients."""

import pytest

from motown.contracts import roots
from motown.contracts.releases import Releases
from tests.contracts.standard import HOME, copied


@pytest.fixture
def releases(tmp_path):
    """A checkout of its own, with nothing released."""
    copied(tmp_path)
    (tmp_path / "wsdl/motown/released.csv").write_text("version,file,sha256\n", encoding="utf-8")
    return Releases(tmp_path / "wsdl", tmp_path / "schemas")


def next_version(releases, *, without=""):
    """Version 1.1 as a copy of 1.0, but for an element that is gone."""
    home = releases.path.parent
    (home / "1.1").mkdir()
    for path in (home / "1.0").iterdir():
        text = path.read_text(encoding="utf-8").replace(f'name="{without}"', 'name="other"')
        (home / "1.1" / path.name).write_text(text, encoding="utf-8")


def test_our_releases_are_as_they_were_and_served():
    assert list(Releases(roots()["wsdl"], roots()["schemas"]).problems()) == []


def test_what_is_not_released_may_change(releases):
    (releases.path.parent / "1.0" / "token.wsdl").write_text("changed", encoding="utf-8")
    assert list(releases.problems()) == []


def test_a_release_writes_down_every_file_once(releases):
    releases.freeze("1.0")
    assert releases.versions() == ["1.0"]
    files = [row["file"] for row in releases.rows()]
    assert "schemas/motown/1.0/types.xsd" in files
    assert {f"wsdl/motown/1.0/{path.name}" for path in HOME.iterdir()} <= set(files)
    assert list(releases.problems()) == []
    with pytest.raises(ValueError, match="released already"):
        releases.freeze("1.0")
    with pytest.raises(ValueError, match="no version 3"):
        releases.freeze("3.0")


@pytest.mark.parametrize("file", ["wsdl/motown/1.0/access-policy.csv", "schemas/motown/1.0/types.xsd"])
def test_a_released_file_that_changes_is_found(releases, tmp_path, file):
    releases.freeze("1.0")
    with (tmp_path / file).open("a", encoding="utf-8") as changed:
        changed.write("\n")
    assert list(releases.problems()) == [f"{file} belongs to version 1.0, which is released, and has changed"]
    (tmp_path / file).unlink()
    assert len(list(releases.problems())) >= 1


def test_the_next_version_serves_the_clients_of_the_last(releases):
    releases.freeze("1.0")
    next_version(releases)
    assert list(releases.problems()) == []


def test_the_next_version_that_does_not_is_found(releases):
    releases.freeze("1.0")
    next_version(releases, without="tokenCount")
    assert any("1.1/token.wsdl: " in line and "tokenCount is gone" in line for line in releases.problems())


def test_a_service_that_is_gone_is_found(releases):
    releases.freeze("1.0")
    next_version(releases)
    (releases.path.parent / "1.1" / "token.wsdl").unlink()
    assert "1.1/token.wsdl: it is gone" in list(releases.problems())
