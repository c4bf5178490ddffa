"""The pages over HTTP: found, known again, and nothing else."""

from datetime import UTC, datetime

import pytest

from motown.contracts.html import pages
from motown.contracts.html.endpoint import StandardPages
from motown.http.message import HttpRequest


@pytest.fixture(scope="module")
def served():
    return StandardPages()


def ask(served, path, method="GET", **headers):
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return served(HttpRequest(method, path, "", named, b"", "127.0.0.1", False, None, datetime.now(UTC), 0.0))


def test_every_page_is_served(served):
    for name, (media_type, content) in pages().items():
        answer = ask(served, f"/services/{name}")
        assert (answer.status, answer.media_type, answer.body) == (200, media_type, content)
        assert dict(answer.headers)["X-Content-Type-Options"] == "nosniff"
        assert "default-src 'none'" in dict(answer.headers)["Content-Security-Policy"]


def test_without_the_slash_one_is_led_to_it(served):
    answer = ask(served, "/services")
    assert (answer.status, answer.headers) == (308, (("Location", "/services/"),))


@pytest.mark.parametrize("told", ["{}", "W/{}", '"other", {}', "*"])
def test_who_has_a_page_already_is_not_sent_it_again(served, told):
    tag = dict(ask(served, "/services/").headers)["ETag"]
    answer = ask(served, "/services/", if_none_match=told.format(tag))
    assert (answer.status, answer.body, dict(answer.headers)["ETag"]) == (304, b"", tag)


def test_other_pages_have_other_tags(served):
    tags = {dict(ask(served, f"/services/{name}").headers)["ETag"] for name in pages() if name}
    assert len(tags) == len(pages()) - 1
    assert ask(served, "/services/types.html", if_none_match='"x"').status == 200


@pytest.mark.parametrize("path", ["/services/nothing.html", "/services/command/v1", "/services/index.html/", "/"])
def test_there_is_nothing_else(served, path):
    assert ask(served, path).status == 404


def test_nothing_can_be_sent(served):
    answer = ask(served, "/services/", "POST")
    assert (answer.status, dict(answer.headers)["Allow"]) == (405, "GET, HEAD")


def test_pages_can_be_made_before_they_are_asked_for():
    fresh = StandardPages()
    assert not fresh.are_made
    fresh.make()
    assert fresh.are_made
    assert ask(fresh, "/services/").status == 200
