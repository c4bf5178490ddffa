import io
import os
import re

import pytest
import suds.client
import suds.reader
import suds.transport
import zeep

from motown.contracts import ocpp12_centralsystem, ocpp15_centralsystem, roots
from motown.soap.contract import load
from motown.soap.publishing import Library, published
from motown.soap.service import Service
from tests.soap.support import FILES, Recorder, http, post

SOURCE = post().source
ABOUT = "The parcel post, over SOAP 1.2 and 1.1,"


def library(public_url=None):
    made = Library(public_url)
    page = made.page("/post", [post()], ABOUT)
    return made, page


def get(endpoint, path="/post", query="", **settings):
    return endpoint(http(method="GET", path=path, query=query, **settings))


def test_without_addresses_it_is_the_file():
    assert published(post()) == SOURCE


def test_only_addresses_are_replaced():
    found = published(post(), "http://here/post?a&b", "http://here")
    assert found == SOURCE.replace(b'location="http://post.example/"', b'location="http://here/post?a&amp;b"').replace(
        b"'../../../schemas/post/1.0/types.xsd'", b'"http://here/schemas/post/1.0/types.xsd"')
    assert found.count(b"http://here/post") == 2
    assert b'location="http://comment.example/"' in found


@pytest.mark.parametrize("query", [
    "wsdl", "WSDL", "wsdl=", "wsdl=post10_post", "wsdl=post/1.0/post", "wsdl=post/1.0/post.wsdl", "a=b&wsdl",
    "wsdl=wsdl/post/1.0/post.wsdl"])
def test_the_wsdl(query):
    _, page = library("https://post.example.org/")
    answer = get(page, query=query)
    assert (answer.status, answer.media_type) == (200, "text/xml; charset=utf-8")
    assert answer.body == published(post(), "https://post.example.org/post", "https://post.example.org")


def test_a_wsdl_that_is_not_there():
    _, page = library()
    answer = get(page, query="wsdl=other")
    assert answer.status == 404
    assert b"post10_post" in answer.body


def test_one_of_several():
    contracts = [ocpp15_centralsystem.contract, ocpp12_centralsystem.contract]
    page = Library("http://x").page("/ocpp", contracts, "OCPP")
    assert get(page, query="wsdl").body == get(page, query="wsdl=ocpp15_centralsystem").body
    assert b"urn://Ocpp/Cs/2012/06/" in get(page, query="wsdl").body
    assert b"urn://Ocpp/Cs/2010/08/" in get(page, query="wsdl=ocpp12_centralsystem").body


def test_contracts_for_the_other_side():
    made = Library("http://x")
    page = made.page("/ocpp", [ocpp15_centralsystem.contract], "OCPP", [post()])
    assert get(page, query="wsdl=post10_post").body == published(post(), None, "http://x")
    assert get(made, "/wsdl/post/1.0/post.wsdl").body == SOURCE
    assert b"post10_post" in get(page, query="wsdl=other").body


@pytest.mark.parametrize(("host", "secure", "base"), [
    ("post.example:8080", False, "http://post.example:8080"), ("post.example", True, "https://post.example"),
    ("[2001:db8::1]:80", False, "http://[2001:db8::1]:80"), ("", False, "http://localhost"),
    ('x"/><a b="', False, "http://localhost"), ("a/b", False, "http://localhost"),
    ("user@evil", False, "http://localhost"),
])
def test_without_a_public_url_the_host_header_tells_the_address(host, secure, base):
    _, page = library()
    answer = get(page, query="wsdl", host=host, secure=secure)
    assert answer.body == published(post(), f"{base}/post", base)


def test_the_public_url_is_stronger():
    _, page = library("https://post.example.org")
    assert b"evil" not in get(page, query="wsdl", host="evil.example").body


def test_published_files():
    made, _ = library("http://x")
    wsdl = get(made, "/wsdl/post/1.0/post.wsdl")
    assert (wsdl.status, wsdl.body) == (200, published(post(), "http://x/post"))
    for name in ("types.xsd", "more.xsd"):
        answer = get(made, f"/schemas/post/1.0/{name}")
        assert (answer.status, answer.media_type) == (200, "text/xml; charset=utf-8")
        assert answer.body == (FILES / "schemas/post/1.0" / name).read_bytes()


def test_a_contract_that_is_only_called_keeps_its_address():
    made = Library("http://x")
    made.add(post())
    assert get(made, "/wsdl/post/1.0/post.wsdl").body == SOURCE


def test_folders_can_be_published(tmp_path):
    (tmp_path / "a").mkdir()
    (tmp_path / "a/b.json").write_text("{}")
    (tmp_path / "a/b.csv").write_text("one,two\n")
    (tmp_path / "a/b.py").write_text("secret")
    made = Library()
    made.add_files("schemas", tmp_path)
    assert get(made, "/schemas/a/b.json").media_type == "application/json"
    assert get(made, "/schemas/a/b.csv").media_type == "text/csv; charset=utf-8"
    assert get(made, "/schemas/a/b.py").status == 404


@pytest.mark.parametrize("path", [
    "/", "/wsdl", "/wsdl/", "/wsdl/post", "/wsdl/../wsdl/post/1.0/post.wsdl", "/wsdl//post/1.0/post.wsdl",
    "/schemas/../../support.py", "/etc/passwd", "/wsdl/%2e%2e/x", "/wsdl/post/1.0/post.wsdl\0"])
def test_nothing_else_is_there(path):
    made, _ = library()
    assert get(made, path).status == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_published_files_are_read_only(method):
    made, _ = library()
    answer = made(http(method=method, path="/wsdl/post/1.0/post.wsdl"))
    assert (answer.status, answer.headers) == (405, (("Allow", "GET, HEAD"),))


@pytest.mark.parametrize(("method", "query"), [("GET", ""), ("GET", "x=wsdl"), ("PUT", "wsdl"), ("OPTIONS", "")])
def test_what_is_spoken_here(method, query):
    _, page = library()
    service = Service(Recorder(post()).served, page=page)
    answer = service(http(method=method, query=query))
    assert (answer.status, answer.headers) == (405, (("Allow", "GET, HEAD, POST"),))
    assert answer.body.decode().startswith(f"{ABOUT} is spoken here")


def test_web_sockets_are_not():
    _, page = library()
    answer = get(page, upgrade="WebSocket", connection="Upgrade")
    assert (answer.status, answer.headers) == (426, (("Upgrade", "HTTP/1.1"),))
    assert ABOUT in answer.body.decode()


class Web(zeep.Transport):
    """The published files as zeep sees them over HTTP."""

    def __init__(self, *endpoints):
        super().__init__()
        self.endpoints = endpoints
        self.loaded = []

    def load(self, url):
        self.loaded.append(url)
        return self.get(url)

    def get(self, url):
        assert url.startswith("http://x/"), f"{url} is elsewhere"
        path, _, query = url.removeprefix("http://x").partition("?")
        return next(answer.body for endpoint in self.endpoints
                    if (answer := get(endpoint, path, query)).status == 200)


@pytest.mark.parametrize("url", ["http://x/post?wsdl", "http://x/wsdl/post/1.0/post.wsdl"])
def test_zeep_needs_nothing_but_the_url(url):
    made, page = library("http://x")
    web = Web(made, page)
    client = zeep.Client(url, transport=web)
    assert sorted(client.wsdl.services["Post"].ports) == ["PostSoap11", "PostSoap12"]
    assert client.service._binding_options["address"] == "http://x/post"
    assert web.loaded == [url, "http://x/schemas/post/1.0/types.xsd", "http://x/schemas/post/1.0/more.xsd"]


class SudsWeb(suds.transport.Transport):
    """The same for suds."""

    def __init__(self, web):
        super().__init__()
        self.web = web

    def open(self, request):
        return io.BytesIO(self.web.get(request.url))


@pytest.mark.parametrize("module", [ocpp15_centralsystem, ocpp12_centralsystem], ids=lambda module: module.contract.key)
def test_suds_needs_nothing_but_the_url(module):
    made = Library("http://x")
    page = made.page("/ocpp", [module.contract], "OCPP")
    client = suds.client.Client("http://x/ocpp?wsdl", transport=SudsWeb(Web(made, page)), cache=None)
    assert client.wsdl.services[0].ports[0].location == "http://x/ocpp"
    assert set(client.wsdl.services[0].ports[0].methods) == set(module.contract.operations)


def test_every_published_wsdl_is_a_contract():
    folder = roots()["wsdl"]
    places = list(folder.rglob("*.wsdl"))
    assert places
    for path in places:
        assert published(load(path, roots())) == path.read_bytes()


def test_addresses_are_where_the_expression_looks_for_them():
    for module in (ocpp15_centralsystem, ocpp12_centralsystem):
        assert len(re.findall(b"soap12:address", module.contract.source)) == 1
        assert published(module.contract, "http://moved/").count(b"http://moved/") == 1


def test_roots_do_not_depend_on_the_working_directory(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert os.fspath(roots()["wsdl"]).startswith("/")
