"""Locations of files, taken apart (DG-3, FW-3)."""

import pytest

from motown.simulator.ftp import Location, fetch, parse
from motown.simulator.transfers import TransferError


@pytest.mark.parametrize(("location", "place"), [
    ("ftp://files.example/", Location(False, "files.example", 21, "anonymous", "", (), "")),
    ("ftp://u:p@files.example:2121/a/b.bin", Location(False, "files.example", 2121, "u", "p", ("a",), "b.bin")),
    ("ftps://u%40x:p%2Fq@[::1]:990/a%20b/", Location(True, "::1", 990, "u@x", "p/q", ("a b",), "")),
    ("FTP://files.example", Location(False, "files.example", 21, "anonymous", "", (), "")),
    ("ftp://files.example/%2Fetc/x", Location(False, "files.example", 21, "anonymous", "", ("/etc",), "x"))])
def test_a_location_says_who_where_and_what(location, place):
    assert parse(location) == place


@pytest.mark.parametrize("location", ["http://files.example/x", "ftp:///x", "x", "", "ftp://h:port/", "ftp://[::1/"])
def test_what_is_no_location_is_refused(location):
    with pytest.raises(TransferError):
        parse(location)


def test_firmware_needs_a_name():
    with pytest.raises(TransferError, match="names no file"):
        fetch("ftp://files.example/folder/", None)
