import base64
from datetime import UTC, datetime

import pytest

from motown.http import HttpRequest, text


def request(authorization: str | None = None) -> HttpRequest:
    headers = {} if authorization is None else {"authorization": authorization}
    return HttpRequest("POST", "/", "", headers, b"secret body", "192.0.2.7", False, None, datetime.now(UTC), 0.0)


def basic(credentials: bytes) -> str:
    return "Basic " + base64.b64encode(credentials).decode()


@pytest.mark.parametrize(("authorization", "credentials"), [
    (basic(b"CP1:key"), ("CP1", "key")),
    (basic(b"CP1:a:b"), ("CP1", "a:b")),
    (basic(b"CP1:"), ("CP1", "")),
    (basic("Säule:Schlüssel".encode()), ("Säule", "Schlüssel")),
    (basic("Säule:Schlüssel".encode("latin-1")), ("Säule", "Schlüssel")),
    (basic(b"CP1:key").replace("Basic", "basic"), ("CP1", "key")),
    (basic(b"CP1:key").replace("Basic ", "Basic   "), ("CP1", "key")),
    (None, None),
    ("", None),
    (basic(b"no colon"), None),
    ("Basic ?", None),
    ("Basic Q1AxOmtleQ", None),
    ("Basic Ä", None),
    ("Bearer Q1AxOmtleQ==", None),
])
def test_credentials(authorization, credentials):
    assert request(authorization).credentials == credentials


def test_a_logged_request_shows_neither_password_nor_body():
    shown = repr(request(basic(b"CP1:key")))
    assert "192.0.2.7" in shown
    assert "Basic" not in shown
    assert "secret" not in shown


def test_text_is_one_line_of_utf8_with_its_headers():
    answer = text(405, "Größe", ("Allow", "GET"))
    assert (answer.status, answer.body.decode(), answer.headers) == (405, "Größe\n", (("Allow", "GET"),))
    assert answer.media_type == "text/plain; charset=utf-8"
