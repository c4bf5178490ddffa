"""What came of a run is told to people and to programs."""

import threading
from datetime import UTC, datetime
from hashlib import sha256
from types import SimpleNamespace

import pytest
from lxml import etree

from motown.conformance.declaration import NAMESPACE, declaration
from motown.conformance.exchange import Refusal, Refused
from motown.conformance.html import page
from motown.conformance.journal import Journal
from motown.conformance.junit import junit
from motown.conformance.options import Options
from motown.conformance.requirements import Requirement
from motown.conformance.running import run
from motown.conformance.verdicts import Failed, Skipped, equal

REFUSAL = Refusal("NotFound", "none", "false", "r", "Sender")


def passes(_world):
    pass


def fails(_world):
    equal("the answer", "<b>41\x01</b>", 42)


def skips(_world):
    raise Skipped("there is no such thing")


def is_refused(_world):
    raise Refused(REFUSAL)


def breaks(_world):
    raise KeyError("oops")


REQUIREMENTS = [
    Requirement("MT-GEN-01", "core", "Passes.", passes), Requirement("MT-GEN-02", "core", "Fails.", fails),
    Requirement("MT-GEN-03", "core", "Skips.", skips), Requirement("MT-GEN-04", "core", "Cannot be.", None),
    Requirement("MT-SUB-01", "notify", "Is refused.", is_refused),
    Requirement("MT-SUB-02", "notify", "Breaks.", breaks)]
VERDICTS = {"MT-GEN-01": "Passed", "MT-GEN-02": "Failed", "MT-GEN-03": "Skipped", "MT-GEN-04": "NotTestable",
            "MT-SUB-01": "Failed", "MT-SUB-02": "Failed"}


class World:
    """As much of one as reports need."""

    def __init__(self, **options):
        self.journal = Journal()
        self.options = Options(url="http://x/services", party="p", password="w", **options)
        self.nobody = SimpleNamespace(wire=SimpleNamespace(fetch=self.fetch))
        self.services = SimpleNamespace(
            implementation=SimpleNamespace(name="Box & Co", version="2"),
            service=[SimpleNamespace(name="S", namespaceUri="urn:s", contractVersion="1.0", wsdlUrl=url)
                     for url in ("good", "gone")])

    @staticmethod
    def fetch(url):
        if url == "gone":
            raise Failed("something", "nothing")
        return b"wsdl"


@pytest.fixture
def world():
    return World()


@pytest.fixture
def report(world):
    return run(world, REQUIREMENTS, lambda _: None)


def test_each_has_a_verdict_and_a_reason(report):
    assert {one.requirement.number: one.verdict for one in report.results} == VERDICTS
    reasons = {one.requirement.number: one.reason for one in report.results}
    assert reasons["MT-GEN-02"] == "expected the answer to be 42; got <b>41\x01</b>"
    assert reasons["MT-GEN-03"] == "there is no such thing"
    assert reasons["MT-SUB-01"] == "refused: NotFound: none"
    assert "KeyError" in reasons["MT-SUB-02"]
    assert not report.is_good
    assert report.counts == {"Passed": 1, "Failed": 3, "Skipped": 1, "NotTestable": 1}


def test_all_is_well_when_nothing_failed(world):
    assert run(world, REQUIREMENTS[:1] + REQUIREMENTS[2:4], lambda _: None).is_good


def test_what_takes_long_runs_beside_and_what_judges_runs_last(world):
    went_on, order = threading.Event(), []

    def beside(_world):
        assert went_on.wait(20)
        order.append("beside")

    def in_turn(_world):
        order.append("in turn")
        went_on.set()

    told = []
    report = run(world, [
        Requirement("MT-GEN-01", "core", "Last.", lambda _: order.append("last"), "last"),
        Requirement("MT-GEN-02", "core", "Beside.", beside, "beside"),
        Requirement("MT-GEN-03", "core", "In turn.", in_turn)], told.append)
    assert order == ["in turn", "beside", "last"]
    assert [one.requirement.number for one in report.results] == ["MT-GEN-01", "MT-GEN-02", "MT-GEN-03"]
    assert len(told) == 3


def test_junit_has_a_case_for_each(world, report):
    suite = etree.fromstring(junit(world, report)).find("testsuite")
    assert {name: suite.get(name) for name in ("tests", "failures", "skipped")} == {
        "tests": "6", "failures": "3", "skipped": "2"}
    cases = {case.get("name"): case for case in suite}
    assert list(cases["MT-GEN-01"]) == []
    assert cases["MT-GEN-02"].find("failure").get("message").endswith("got <b>41\ufffd</b>")
    assert cases["MT-GEN-04"].find("skipped").get("message") == "NotTestable: Cannot be."


def test_the_page_shows_what_was_expected_and_what_came(world, report):
    root = etree.fromstring(page(world, report), etree.HTMLParser())
    rows = {row.get("id"): "".join(row.itertext()) for row in root.iter("tr") if row.get("id")}
    assert {number: verdict in rows[number] for number, verdict in VERDICTS.items()} == dict.fromkeys(VERDICTS, True)
    assert "<b>41" in rows["MT-GEN-02"]
    assert "Box & Co" in root.findtext(".//title")


def test_the_declaration_holds_results_and_hashes(world, report):
    root = etree.fromstring(declaration(world, report))
    told = {one.get("number"): one.get("result") for one in root.iter(f"{{{NAMESPACE}}}requirement")}
    assert told == VERDICTS
    assert [(one.get("name"), one.get("conformant")) for one in root.iter(f"{{{NAMESPACE}}}profile")] == [
        ("core", "false"), ("notify", "false")]
    hashes = [one.get("sha256") for one in root.iter(f"{{{NAMESPACE}}}service")]
    assert hashes == [sha256(b"wsdl").hexdigest(), ""]
    assert datetime.fromisoformat(root.get("testedAt")).tzinfo == UTC


@pytest.mark.parametrize(("only", "conformant"), [((), "true"), (("MT-GEN-01",), "false")])
def test_only_a_whole_profile_is_conformant(only, conformant):
    world = World(only=only)
    root = etree.fromstring(declaration(world, run(world, REQUIREMENTS[:1], lambda _: None)))
    assert root.find(f"{{{NAMESPACE}}}profile").get("conformant") == conformant
