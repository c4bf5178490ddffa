"""Our server keeps every requirement of the standard, on both databases, and says so in reports that can be read."""

from contextlib import closing

import pytest
from lxml import etree

from motown.conformance import areas
from motown.conformance.consumer import Consumer
from motown.conformance.declaration import NAMESPACE
from motown.conformance.published import SERVICES
from motown.conformance.requirements import known
from tests.interop.conformance.conftest import SETTINGS, administered, kit_for, restarting

EXPLAINED = {"MT-FLT-07": "the store keeps everything"}
"""What may be skipped, and why."""


@pytest.fixture(scope="module", params=["sqlite", pytest.param("postgresql", marks=pytest.mark.soak)])
def outcome(request, lasting, tmp_path_factory):
    """The whole kit has run."""
    folder = tmp_path_factory.mktemp("kit")
    store_url = request.getfixturevalue("cluster").fresh() if request.param == "postgresql" else None
    server = administered(lasting(store_url, **SETTINGS))
    consumer = Consumer("127.0.0.1")
    with restarting(server, folder) as command, closing(consumer):
        return kit_for(server, folder)(
            "--profile", "core", "--profile", "notify", "--profile", "station", "--restart", command,
            "--consumer", consumer.url,
            "--html", "report.html", "--junit", "report.xml", "--declaration", "declaration.xml")


def test_every_requirement_is_kept(outcome):
    areas.load()
    assert outcome.failed == set(), "\n".join(outcome.details[number] for number in sorted(outcome.failed))
    assert outcome.exit_code == 0, outcome.said[-2000:]
    assert set(outcome.verdicts) == {one.number for one in known()}
    skipped = {number for number, verdict in outcome.verdicts.items() if verdict == "Skipped"}
    assert skipped == set(EXPLAINED)
    assert all(text in outcome.details[number] for number, text in EXPLAINED.items())
    declared = {one.number for one in known() if one.test is None}
    assert {number for number, verdict in outcome.verdicts.items() if verdict == "NotTestable"} == declared


def test_the_reports_say_the_same(outcome):
    suite = outcome.report("report.xml").find("testsuite")
    assert {case.get("name") for case in suite.iter("testcase")} == set(outcome.verdicts)
    assert suite.get("failures") == str(len(outcome.failed))
    page = etree.parse(outcome.folder / "report.html", etree.HTMLParser()).getroot()
    assert {row.get("id") for row in page.iter("tr")} - {None} == set(outcome.verdicts)
    assert not list(page.iter("script", "link", "img")), "it needs nothing else"


def test_the_declaration_tells_what_was_tested(outcome):
    root = outcome.report("declaration.xml")
    told = {one.get("number"): one.get("result") for one in root.iter(f"{{{NAMESPACE}}}requirement")}
    assert told == outcome.verdicts
    assert root.find(f"{{{NAMESPACE}}}product").get("name")
    assert {one.get("name") for one in root.iter(f"{{{NAMESPACE}}}service")} >= set(SERVICES) - {"ConsumerService"}
    assert all(len(one.get("sha256")) == 64 for one in root.iter(f"{{{NAMESPACE}}}service"))
    assert {one.get("name"): one.get("conformant") for one in root.iter(f"{{{NAMESPACE}}}profile")} == dict.fromkeys(
        ("core", "notify", "station"), "true")
