from hashlib import sha256

import pytest

from motown.ftp.folders import Folders
from motown.ftp.receiving import Part, Room, TooMuch, free_name, make_whole, part_of


@pytest.fixture
def target(tmp_path):
    return Folders(tmp_path).of_command("EV-1", "c1") / "log.tar.gz"


@pytest.fixture
def room(tmp_path):
    return Room(Folders(tmp_path), 10, 15)


def write(target, room, mode, content, at=None):
    part = Part(target, room, mode)
    if at is not None:
        part.seek(at)
    part.write(content)
    part.close()
    return part


@pytest.mark.parametrize(("mode", "at", "whole"), [("wb", None, b"xy"), ("ab", None, b"abcdxy"), ("r+b", 2, b"abxy"),
                                                   ("r+b", 4, b"abcdxy")])
def test_a_part_goes_on_where_it_is_told_and_knows_its_digest(target, room, mode, at, whole):
    write(target, room, "wb", b"abcd")
    part = write(target, room, mode, b"xy", at)
    assert part_of(target).read_bytes() == whole
    assert (part.size, part.sha256, part.closed) == (len(whole), sha256(whole).hexdigest(), True)


def test_a_file_has_a_limit(target, room):
    part = write(target, room, "wb", b"0123456789")
    with pytest.raises(TooMuch, match="longer than 10 bytes"):
        write(target, room, "ab", b"x")
    assert part_of(target).stat().st_size == part.size == 10


def test_all_files_together_have_one_and_what_is_dropped_counts_no_more(target, room):
    write(target, room, "wb", b"0123456789")
    other = target.parent.parent / "c2" / "log.zip"
    with pytest.raises(TooMuch, match="no room"):
        write(other, room, "wb", b"012345")
    part_of(target).unlink()
    assert write(other, room, "wb", b"012345").size == 6


def test_two_that_grow_side_by_side_share_the_room(target, room):
    first, second = Part(target, room, "wb"), Part(target.parent.parent / "c2" / "log.zip", room, "wb")
    first.write(b"01234567")
    second.write(b"0123456")
    with pytest.raises(TooMuch, match="no room"):
        first.write(b"x")


def test_a_part_under_another_name_is_dropped(target, room):
    write(target, room, "wb", b"old")
    write(target.with_name("other.zip"), room, "wb", b"new")
    assert [path.name for path in target.parent.iterdir()] == ["other.zip.part"]


def test_a_whole_file_takes_no_name_that_is_taken(target, room):
    for content, name in ((b"1", "log.tar.gz"), (b"2", "log-2.tar.gz"), (b"3", "log-3.tar.gz")):
        part = write(target, room, "wb", content)
        free = free_name(target)
        make_whole(part.path, free)
        assert (free.name, free.read_bytes()) == (name, content)
