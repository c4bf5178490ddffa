"""The pages of the standard on a server: with the services of add-ons, and named by GetServices."""

from urllib.parse import urlsplit

import pytest

from motown.addon import WebService
from motown.contracts import motown10_token, ocpp15_chargepoint
from tests.harness import outcome
from tests.services.calling import Anybody

ADDED = ocpp15_chargepoint.contract


@pytest.fixture
def served(make_server):
    """A server with an add-on that serves something of its own."""
    service = WebService(ADDED, dict.fromkeys(ADDED.operations, lambda _asking: {}),
                         access=dict.fromkeys(ADDED.operations, "C-STATION"))
    return make_server(add_ons=[("sample", lambda registry: registry.serve("/sample/v1", service))])


def get(server, path, **headers):
    return outcome(server.ask("GET", path, headers={name.replace("_", "-"): text for name, text in headers.items()}))


def test_the_pages_stand_above_the_services(served):
    index = get(served, "/services/")
    assert (index.status, index.media_type) == (200, "text/html; charset=utf-8")
    assert get(served, "/services").status == 308
    assert get(served, "/services/motown-1.0.zip").media_type == "application/zip"
    tag = dict(index.headers)["ETag"]
    assert get(served, "/services/", if_none_match=tag).status == 304


def test_a_service_of_an_add_on_has_a_page_with_its_classes(served):
    page = get(served, "/services/addon-ocpp15_chargepoint.html").body.decode()
    assert 'href="policy.html#C-STATION"' in page
    assert "addon-ocpp15_chargepoint.html" in get(served, "/services/").body.decode()


def test_get_services_names_the_page_of_each(served):
    told = Anybody(served)("directory", "GetServices").service
    assert {"DirectoryService", "AccessService", ADDED.name} <= {one.name for one in told}
    for one in told:
        page = get(served, urlsplit(one.htmlUrl).path)
        assert page.status == 200
        assert f"<title>{one.name} - " in page.body.decode()


def test_services_are_served_below_the_pages(served):
    assert get(served, "/services/directory/v1").status == 405
    assert motown10_token.contract.name in get(served, "/services/token.html").body.decode()
