import pytest

from motown.http.target import split_target


@pytest.mark.parametrize(("target", "path", "query"), [
    (b"/", "/", ""),
    (b"/a/b?x=1&y=%20", "/a/b", "x=1&y=%20"),
    (b"/a?b?c", "/a", "b?c"),
    (b"/CP%20001/%c3%a4", "/CP 001/ä", ""),
    (b"/%e4", "/ä", ""),
    (b"/\xe4", "/ä", ""),
    (b"/.well-known/x", "/.well-known/x", ""),
    (b"/a/...", "/a/...", ""),
    (b"//a", "//a", ""),
    (b"http://motown.example:8080/a?b", "/a", "b"),
    (b"HTTPS://motown.example", "/", ""),
    (b"http://motown.example?b", "/", "b"),
    (b"*", "*", ""),
])
def test_targets(target, path, query):
    assert split_target(target) == (path, query)


@pytest.mark.parametrize("target", [b"a", b"", b"?x", b"motown.example:443", b"ftp://motown.example/a", b"**"])
def test_no_paths(target):
    with pytest.raises(ValueError, match="no path"):
        split_target(target)


@pytest.mark.parametrize("target", [b"/a/../b", b"/..", b"/./a", b"/a/%2e%2e/b", b"/a/.%2E", b"/a%2f..%2fb"])
def test_dot_segments_are_refused(target):
    with pytest.raises(ValueError, match="dots"):
        split_target(target)


@pytest.mark.parametrize("target", [b"/a%00", b"/a%0d%0ab", b"/%7f", b"/\x7f"])
def test_control_characters_are_refused(target):
    with pytest.raises(ValueError, match="control"):
        split_target(target)
