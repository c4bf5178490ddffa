"""The page of a service: its operations, each with fields, access, faults and examples, and its types."""

from collections.abc import Iterator

from motown.contracts.html import parts
from motown.contracts.html.layout import heading, page
from motown.contracts.html.markup import Content, Markup, code, link, tag, text
from motown.contracts.html.material import MAPPING, TYPES, Material
from motown.files import folder
from motown.soap.contract import Contract
from motown.soap.wsdl import Operation

EXAMPLES = {"request": "Example of a request", "response": "Example of an answer", "fault": "Example of a fault"}


def service_page(material: Material, name: str) -> bytes:
    """The page of one service."""
    contract, declared = material.services[name], material.own_types(name)
    types: list[Content] = []
    if declared:
        types = [tag("h1", "Types of this service", id="types"), *(
            [heading(2, f"type-{_local(one)}", _local(one)), parts.about_type(material, type_)]
            for one, type_ in declared.items())]
    return page(
        material, f"{name}.html", contract.name, tag("h1", contract.name),
        tag("p", material.linked(contract.documentation), class_="lead"), _facts(name, contract),
        tag("ul", *(tag("li", link(f"#{one}", one)) for one in contract.operations), class_="plain"),
        *(_operation(material, name, contract, one) for one in contract.operations.values()), *types)


def _local(name: str) -> str:
    return name.rpartition("}")[2]


def _facts(name: str, contract: Contract) -> Markup:
    rows: dict[str, Content] = {"Namespace": code(contract.namespace)}
    if not name.startswith("addon-"):
        where = "at each consumer's own address" if name == "consumer" else code(f"/services/{name}/v1")
        rows |= {"Address": where, "WSDL": code(contract.location)}
    rows["Spoken"] = " and ".join(f"SOAP {version.name}" for version in contract.versions) + ", document/literal"
    return _pairs(rows)


def _pairs(rows: dict[str, Content]) -> Markup:
    return tag("dl", *([tag("dt", key), tag("dd", value)] for key, value in rows.items()))


def _operation(material: Material, name: str, contract: Contract, operation: Operation) -> Markup:
    elements = material.declared[name].elements
    asked, answered = elements[operation.input], elements.get(operation.output or "")
    told: list[Content] = [
        heading(2, operation.name, operation.name), tag("p", material.linked(operation.documentation, operation.name)),
        _pairs(dict(_needs(material, contract, operation))),
        tag("h3", "Request"), parts.fields(material, asked) or tag("p", "No fields.", class_="soft")]
    if answered is not None:
        told += [tag("h3", "Answer"), tag("p", material.linked(answered.documentation)),
                 parts.fields(material, answered)]
    return tag("section", *told, *_examples(name, operation.name))


def _needs(material: Material, contract: Contract, operation: Operation) -> Iterator[tuple[str, Content]]:
    needed, others, sentence = material.needs(contract, operation.name)
    if needed in material.classes:
        yield "Needs", [parts.class_link(needed), ": ", parts.roles(material.classes[needed])]
    if others:
        yield "For others' things", [parts.class_link(others), ": ", parts.roles(material.classes[others])]
    if sentence:
        yield "Note", material.linked(sentence)
    if rows := material.mapped(operation.name):
        yield "In OCPP", link(f"{MAPPING}#{operation.name}", rows[0]["ocpp_operation"] or "what the add-on does")
    if operation.faults:
        yield "Faults", text([[", " if place else "", material.type_link(one)] for place, one in enumerate(
            operation.faults)] + [" with one of the ", link(f"{TYPES}#FaultCode", "codes")])
    yield "SOAP action", code(operation.action)


def _examples(name: str, operation: str) -> Iterator[Markup]:
    for kind, title in EXAMPLES.items():
        path = folder("examples") / name / f"{operation}-{kind}.xml"
        if path.is_file():
            lines = path.read_text(encoding="utf-8").splitlines()
            yield parts.example(title, "\n".join(line for line in lines if not line.startswith(("<?xml", "<!--"))))
