"""The report for programs: JUnit XML, a test case for each requirement."""

import re

from lxml import etree

from motown.conformance.running import Report, Result
from motown.conformance.world import World

_UNWRITABLE = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def junit(_world: World, report: Report) -> bytes:
    """The report of a run; what cannot be tested counts as skipped, with its reason."""
    counts = report.counts
    suite = etree.Element(
        "testsuite", name="motown-conformance", tests=str(len(report.results)), failures=str(counts["Failed"]),
        errors="0", skipped=str(counts["Skipped"] + counts["NotTestable"]), timestamp=f"{report.began_at:%FT%TZ}",
        time=f"{sum(one.seconds for one in report.results):.3f}")
    for result in report.results:
        suite.append(_case(result))
    suites = etree.Element("testsuites")
    suites.append(suite)
    return etree.tostring(suites, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _case(result: Result) -> etree._Element:
    one = result.requirement
    case = etree.Element("testcase", classname=f"motown.{one.profile}.{one.area}", name=one.number,
                         time=f"{result.seconds:.3f}")
    if result.verdict == "Failed":
        failure = etree.SubElement(case, "failure", message=writable(result.reason), type="Failed")
        failure.text = writable("\n\n".join(result.exchanges))
    elif result.verdict != "Passed":
        etree.SubElement(case, "skipped", message=writable(f"{result.verdict}: {result.reason}"))
    return case


def writable(text: str) -> str:
    """What XML can carry of a text."""
    return _UNWRITABLE.sub("\ufffd", text)
