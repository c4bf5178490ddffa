import re
from datetime import timedelta
from hashlib import sha256
from urllib.parse import urlsplit

import pytest

from motown.domain.errors import Kind, Refused
from motown.ftp.folders import Folders
from motown.ftp.offers import Listening, Offers, address_towards
from motown.store.rows import DOWNLOAD, UPLOAD
from tests.harness import START

UNTIL = START + timedelta(hours=1)
EVERYWHERE, IMPLICIT = Listening("0.0.0.0", 2121, False), Listening("0.0.0.0", 990, True)


@pytest.fixture
def folders(tmp_path):
    folders = Folders(tmp_path)
    folders.firmware.mkdir()
    (folders.firmware / "image+1.bin").write_bytes(b"firmware")
    return folders


@pytest.fixture
def offers(folders):
    def make(*listening, **known):
        made = Offers(folders, lambda: START, **{
            "public_host": None, "public_url": "https://motown.example:8443/x", "require_tls": False} | known)
        made.listening = listening or (EVERYWHERE,)
        return made

    return make


def test_an_upload_has_a_folder_and_a_credential_of_its_own(offers):
    offer, other = (offers().upload("c1", "EV-1", UNTIL) for _ in range(2))
    found = re.fullmatch(r"ftp://(\w{12}):(\w{32})@motown\.example:2121/diagnostics/", offer.location)
    assert found
    assert offer.masked_location == offer.location.replace(found[2], "****")
    assert other.credential.user_name != offer.credential.user_name
    credential = offer.credential
    assert (credential.user_name, credential.secret_digest) == (found[1], sha256(found[2].encode()).digest())
    assert (credential.charge_point_id, credential.command_id, credential.direction) == ("EV-1", "c1", UPLOAD)
    assert (credential.created_at, credential.expires_at, credential.completed) == (START, UNTIL, 0)


def test_a_download_names_its_file(offers):
    offer = offers().download("c1", "EV-1", "image+1.bin", UNTIL)
    assert urlsplit(offer.location).path == "/firmware/image+1.bin"
    assert (offer.credential.direction, offer.credential.file_name) == (DOWNLOAD, "image+1.bin")
    with pytest.raises(Refused, match=r"no firmware image x; there are: image\+1\.bin"):
        offers().download("c1", "EV-1", "x", UNTIL)


@pytest.mark.parametrize(("known", "start"), [
    ({"public_host": "files.example"}, "files.example:2121"), ({"public_host": "2001:db8::1"}, "[2001:db8::1]:2121"),
    ({"public_url": None}, "127.0.0.1:2121")])
def test_the_host_is_what_was_set_or_our_address_towards_the_charge_point(offers, known, start):
    location = offers(**known).upload("c1", "EV-1", UNTIL, towards="127.0.0.1").location
    assert location.partition("@")[2].startswith(f"{start}/")


@pytest.mark.parametrize(("listening", "require_tls", "start", "port"), [
    ((EVERYWHERE, IMPLICIT), False, "ftp", 2121), ((EVERYWHERE, IMPLICIT), True, "ftps", 990),
    ((EVERYWHERE,), True, "ftps", 2121), ((IMPLICIT,), False, "ftps", 990)])
def test_with_tls_the_location_says_so(offers, listening, require_tls, start, port):
    place = urlsplit(offers(*listening, require_tls=require_tls).upload("c1", "EV-1", UNTIL).location)
    assert (place.scheme, place.port) == (start, port)


def test_where_nobody_listens_nothing_is_offered(offers, folders):
    made = Offers(folders, lambda: START, public_host=None, public_url=None, require_tls=False)
    with pytest.raises(Refused, match="the file server is not running yet") as refused:
        made.upload("c1", "EV-1", UNTIL)
    assert refused.value.kind is Kind.UNAVAILABLE


def test_who_listens_at_home_offers_only_at_home(offers):
    home = Listening("127.0.0.1", 2121, False)
    with pytest.raises(Refused, match=r"set ftp\.listen"):
        offers(home).upload("c1", "EV-1", UNTIL)
    assert offers(home, public_host="files.example").upload("c1", "EV-1", UNTIL).location
    assert offers(home, public_url="http://localhost:8080").upload("c1", "EV-1", UNTIL).location


def test_an_address_towards_nobody_is_still_an_address():
    assert address_towards("127.0.0.1") == "127.0.0.1"
    for other in (None, "a.name", "999.1.1.1"):
        assert re.fullmatch(r"[0-9.]+", address_towards(other))
