from datetime import UTC, datetime

import pytest

from motown.http import HttpAnswer, HttpRequest, Router


def asked(router: Router, path: str, method: str = "POST") -> HttpAnswer:
    return router(HttpRequest(method, path, "", {}, b"", "192.0.2.7", False, None, datetime.now(UTC), 0.0))


def named(name: str):
    return lambda request: HttpAnswer(200, "text/plain", f"{name} {request.method} {request.path}".encode())


@pytest.fixture
def router() -> Router:
    router = Router()
    router.mount("/a", named("a"))
    router.mount("/a/b/", named("b"), methods=("GET",))
    router.mount("/ocpp/Soap", named("soap"), case_insensitive=True)
    return router


@pytest.mark.parametrize(("path", "served"), [
    ("/a", b"a POST /a"),
    ("/a/", b"a POST /a/"),
    ("/a/x/y", b"a POST /a/x/y"),
    ("/ocpp/soap", b"soap POST /ocpp/soap"),
    ("/OCPP/SOAP/CP1/", b"soap POST /OCPP/SOAP/CP1/"),
    ("//ocpp//soap", b"soap POST //ocpp//soap"),
])
def test_the_longest_prefix_of_whole_segments_serves_a_path(router, path, served):
    assert asked(router, path).body == served


@pytest.mark.parametrize("path", ["/", "/A", "/ab", "/b", "/ocpp", "/ocpp/soapy", "//a"])
def test_what_no_prefix_matches_is_404(router, path):
    answer = asked(router, path)
    assert (answer.status, answer.media_type) == (404, "text/plain; charset=utf-8")


def test_longer_prefixes_go_first_whatever_their_case():
    router = Router()
    router.mount("/", named("root"))
    router.mount("/x", named("x"), case_insensitive=True)
    router.mount("/x/Y", named("y"))
    assert asked(router, "/x/Y/1").body == b"y POST /x/Y/1"
    assert asked(router, "/x/y/1").body == b"x POST /x/y/1"
    assert asked(router, "/z").body == b"root POST /z"


def test_methods_not_served_are_405_and_say_which_are(router):
    answer = asked(router, "/a/b")
    assert answer.status == 405
    assert dict(answer.headers) == {"Allow": "GET, HEAD, OPTIONS"}


@pytest.mark.parametrize("method", ["TRACE", "CONNECT"])
def test_trace_and_connect_are_never_served(router, method):
    assert asked(router, "/a", method).status == 405


def test_head_is_asked_as_get(router):
    assert asked(router, "/a/b", "HEAD").body == b"b GET /a/b"


def test_options_is_answered_for_the_endpoint_and_for_the_server(router):
    of_mount, of_server = asked(router, "/a/b", "OPTIONS"), asked(router, "*", "OPTIONS")
    assert (of_mount.status, dict(of_mount.headers)) == (204, {"Allow": "GET, HEAD, OPTIONS"})
    assert (of_server.status, dict(of_server.headers)["Allow"]) == (204, "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT")


def test_an_endpoint_may_answer_options_itself():
    router = Router()
    router.mount("/", named("own"), methods=("GET", "OPTIONS"))
    assert asked(router, "/x", "OPTIONS").body == b"own OPTIONS /x"


def test_unknown_methods_are_501(router):
    assert asked(router, "/a", "BREW").status == 501


@pytest.mark.parametrize(("first", "second"), [(False, False), (True, True), (True, False)])
def test_a_prefix_is_taken_once(first, second):
    router = Router()
    router.mount("/X", named("1"), case_insensitive=first)
    with pytest.raises(ValueError, match="two endpoints are mounted at /X"):
        router.mount("/X/", named("2"), case_insensitive=second)


def test_a_prefix_starts_with_a_slash():
    with pytest.raises(ValueError, match="must start with a slash"):
        Router().mount("x", named("x"))
