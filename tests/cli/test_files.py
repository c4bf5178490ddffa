import pytest

from motown.config import load
from motown.domain import commands
from motown.ftp.folders import Folders
from motown.server.core import open_core


@pytest.fixture
def brought(motown, tmp_path):
    """Lets a charge point have brought a file."""

    def bring(charge_point_id="EV-1", command_id="c1", content=b"diagnostics"):
        folder = Folders(tmp_path / "var" / "files").of_command(charge_point_id, command_id)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "log.zip").write_bytes(content)
        with open_core(load(None, [f"store.url={motown.url}"])) as core:
            core.execute(commands.ReceiveFile(
                charge_point_id=charge_point_id, command_id=command_id, user_name="u", file_name="log.zip",
                size_bytes=len(content), sha256="ab"))
        return folder / "log.zip"

    return bring


def test_what_came_is_listed_the_newest_first(motown, brought):
    assert motown("files") == 0
    assert (motown.out, motown.err) == ("", "there are none\n")
    for number in range(3):
        brought(f"EV-{number}", f"c{number}")
    assert [one["commandId"] for one in motown.json("files", "list")] == ["c2", "c1", "c0"]
    assert [one["commandId"] for one in motown.json("files", "--limit", "2")] == ["c2", "c1"]
    assert [one["commandId"] for one in motown.json("files", "--charge-point", "EV-1")] == ["c1"]
    assert motown("files") == 0
    assert "log.zip" in motown.out


def test_a_long_list_comes_in_pages(motown, brought, monkeypatch):
    monkeypatch.setattr("motown.cli.files.PAGE", 2)
    for number in range(5):
        brought(command_id=f"c{number}")
    assert [one["commandId"] for one in motown.json("files")] == ["c4", "c3", "c2", "c1", "c0"]
    assert len(motown.json("files", "--limit", "3")) == 3


@pytest.mark.parametrize("which", ["1", "c1"])
def test_a_file_is_copied_by_its_position_or_its_command(motown, brought, tmp_path, which):
    brought()
    assert motown("files", "get", which) == 0
    assert (tmp_path / "log.zip").read_bytes() == b"diagnostics"
    assert "11 bytes, from charge point EV-1" in motown.out
    assert motown("files", "get", which) == 1, "nothing is written over"
    assert motown("files", "get", which, "--to", str(tmp_path / "other.zip")) == 0
    assert (tmp_path / "other.zip").read_bytes() == b"diagnostics"


def test_what_never_came_or_is_gone_is_not_found(motown, brought):
    for which in ("7", "c7", "9" * 30):
        assert motown("files", "get", which) == 3
        assert f"no file has come for {which}" in motown.err
    brought().unlink()
    assert motown("files", "get", "c1") == 3
    assert "is not there any more (ftp.keep_days)" in motown.err


def test_images_are_added_listed_and_removed(empty, tmp_path):
    image = tmp_path / "image-1.2.bin"
    image.write_bytes(b"firmware")
    assert empty("files", "firmware") == 0
    assert empty.err == "there are none\n"
    assert empty("files", "firmware", "add", str(image)) == 0
    assert "image-1.2.bin is offered: 8 bytes" in empty.out
    assert empty("files", "firmware", "add", str(image)) == 1, "nothing is written over"
    assert empty("files", "firmware", "add", str(image), "--name", "other") == 0
    found = empty.json("files", "firmware", "list")
    assert [(one["name"], one["sizeBytes"]) for one in found] == [("image-1.2.bin", 8), ("other", 8)]
    assert empty("files", "firmware", "remove", "other") == 0
    assert [one["name"] for one in empty.json("files", "firmware")] == ["image-1.2.bin"]
    assert empty("files", "firmware", "remove", "other") == 3
    assert "there are: image-1.2.bin" in empty.err


@pytest.mark.parametrize("name", ["../up", "a/b", ".hidden", "-rf", "with space", "x" * 121])
def test_a_name_that_does_not_fit_into_a_url_is_refused(empty, tmp_path, name):
    (tmp_path / "image").write_bytes(b"firmware")
    assert empty("files", "firmware", "add", "image", f"--name={name}") == 1
    assert "is no name for an image" in empty.err
    assert not (tmp_path / "var").exists() or not list((tmp_path / "var" / "files" / "firmware").iterdir())
