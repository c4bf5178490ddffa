"""The declaration of conformance: which product, what was tested with which kit, and what came of it."""

from hashlib import sha256
from typing import Any

from lxml import etree

from motown.conformance import KIT_VERSION
from motown.conformance.junit import writable
from motown.conformance.published import CONTRACT_VERSION
from motown.conformance.requirements import PROFILES
from motown.conformance.running import Report
from motown.conformance.verdicts import Failed
from motown.conformance.world import World

NAMESPACE = "urn:motown:conformance:v1"


def declaration(world: World, report: Report) -> bytes:
    """The declaration of a run, with the SHA-256 of each WSDL that the server publishes."""
    namespaces: Any = {None: NAMESPACE}
    root = etree.Element(f"{{{NAMESPACE}}}declaration", nsmap=namespaces, kitVersion=KIT_VERSION,
                         contractVersion=CONTRACT_VERSION, testedAt=f"{report.began_at:%FT%TZ}")
    product = world.services.implementation
    _add(root, "product", name=product.name, version=product.version, url=world.options.url)
    for profile in PROFILES:
        results = [one for one in report.results if one.requirement.profile == profile]
        if results:
            kept = not any(one.verdict == "Failed" for one in results)
            _add(root, "profile", name=profile, conformant=_is(kept and not world.options.only))
    for verdict, count in sorted(report.counts.items()):
        _add(root, "count", verdict=verdict, number=str(count))
    for service in world.services.service:
        _add(root, "service", name=service.name, namespace=service.namespaceUri,
             contractVersion=service.contractVersion, wsdlUrl=service.wsdlUrl, sha256=_digest(world, service.wsdlUrl))
    for result in report.results:
        more = {"reason": writable(result.reason)} if result.reason else {}
        _add(root, "requirement", number=result.requirement.number, profile=result.requirement.profile,
             result=result.verdict, **more)
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True, pretty_print=True)


def _add(root: etree._Element, name: str, /, **attributes: str) -> None:
    etree.SubElement(root, f"{{{NAMESPACE}}}{name}", {key: value or "" for key, value in attributes.items()})


def _digest(world: World, url: str) -> str:
    try:
        return sha256(world.nobody.wire.fetch(url)).hexdigest()
    except Failed:
        return ""


def _is(value: object) -> str:
    return "true" if value else "false"
