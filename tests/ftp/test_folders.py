import os

import pytest

from motown.domain.errors import Kind, Refused
from motown.ftp.folders import Folders, delete


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path)


def put(path, content=b"12345"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def test_each_command_has_a_folder_of_its_own(folders):
    assert folders.of_command("EV-1", "c1") == folders.diagnostics / "EV-1" / "c1"
    outside = folders.of_command("../..", "../../c1")
    assert outside.parent.parent == folders.diagnostics


def test_everything_counts_that_was_brought(folders):
    assert folders.used_bytes() == 0
    put(folders.of_command("EV-1", "c1") / "log.zip")
    put(folders.of_command("EV-2", "c2") / "log.zip.part")
    put(folders.firmware / "image")
    assert folders.used_bytes() == 10


def test_old_files_go_with_their_folders(folders):
    old, new = (put(folders.of_command("EV-1", name) / "log.zip") for name in ("c1", "c2"))
    os.utime(old, (1_000, 1_000))
    assert list(folders.older_than(1, 1_000 + 86_401)) == [old]
    assert list(folders.older_than(1, 1_000 + 86_400)) == []
    delete(old, folders.diagnostics)
    assert not old.parent.exists()
    assert new.exists()
    delete(new, folders.diagnostics)
    assert list(folders.diagnostics.iterdir()) == []


def test_images_are_files_with_names_for_urls(folders):
    assert folders.images() == []
    for name in ("b.bin", "a.bin", ".hidden", "with space"):
        put(folders.firmware / name)
    (folders.firmware / "folder").mkdir()
    assert [image.name for image in folders.images()] == ["a.bin", "b.bin"]
    assert folders.image("a.bin") == folders.firmware / "a.bin"


@pytest.mark.parametrize("name", ["../x", "c.bin", "", ".hidden", "folder"])
def test_an_image_that_is_not_offered_is_refused_with_those_that_are(folders, name):
    put(folders.firmware / "a.bin")
    put(folders.firmware / ".hidden")
    put(folders.root / "x")
    with pytest.raises(Refused, match=r"there are: a\.bin") as refused:
        folders.image(name)
    assert refused.value.kind is Kind.NOT_FOUND


def test_an_image_that_could_not_be_copied_leaves_nothing(folders, tmp_path):
    with pytest.raises(FileNotFoundError):
        folders.add_image(tmp_path / "missing", "image")
    assert list(folders.firmware.iterdir()) == []
