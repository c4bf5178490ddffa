"""The pages of the standard on the wire: every link leads to something, and the archive is enough for a client."""

import zipfile
from io import BytesIO
from urllib.parse import urldefrag, urljoin

import pytest
import zeep

from motown.contracts.archive import TOP
from tests.contracts.html.reading import Read
from tests.interop.conftest import Launcher
from tests.interop.server import Connection, Server


@pytest.fixture(scope="module")
def server(lasting: Launcher) -> Server:
    return lasting(None).start()


def test_all_pages_can_be_reached_from_the_first(server):
    connection, seen, left = Connection(server.address), {}, ["/services"]
    while left:
        path = left.pop()
        reply = connection.ask("GET", path)
        seen[path] = reply
        if reply.status == 308:
            left.append(reply.headers["Location"])
        elif reply.media_type == "text/html":
            links = {urldefrag(urljoin(path, link))[0] for link in Read(reply.body).links}
            left += [link for link in sorted(links) if link not in seen and link not in left]
    connection.close()
    assert {reply.status for reply in seen.values()} == {200, 308}
    assert len([reply for reply in seen.values() if reply.media_type == "text/html"]) >= 15


def test_who_has_a_page_is_told_so(server):
    connection = Connection(server.address)
    first = connection.ask("GET", "/services/command.html")
    again = connection.ask("GET", "/services/command.html", headers={"If-None-Match": first.headers["ETag"]})
    head = connection.ask("HEAD", "/services/command.html")
    connection.close()
    assert (first.status, again.status, again.body, head.status, head.body) == (200, 304, b"", 200, b"")


def test_a_client_is_made_from_the_archive_alone(server, tmp_path):
    connection = Connection(server.address)
    reply = connection.ask("GET", "/services/motown-1.0.zip")
    connection.close()
    zipfile.ZipFile(BytesIO(reply.body)).extractall(tmp_path)
    client = zeep.Client(str(tmp_path / TOP / "wsdl/motown/1.0/directory.wsdl"))
    service = client.create_service("{urn:motown:ws:v1:directory}DirectoryServiceSoap12",
                                    f"{server.address}/services/directory/v1")
    assert "DirectoryService" in {one.name for one in service.GetServices().service}
