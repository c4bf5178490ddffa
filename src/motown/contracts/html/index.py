"""The page to begin with."""

from motown.contracts.html.layout import ARCHIVE, INDEX, REFERENCES, TITLE, page
from motown.contracts.html.markup import Content, Markup, code, link, table, tag
from motown.contracts.html.material import VERSION, Material
from motown.contracts.html.rules import RULES, place_of

ABOUT = {
    "Types": "what the messages of all services have in common",
    "Events": "every type of events, its attributes, units, and who is told",
    "Policy": "which role may do what: every operation and every role",
    "OCPP": "what commands are called in OCPP 1.2 and 1.5, and which event shows their effect"}


def index_page(material: Material) -> bytes:
    """What there is."""
    return page(
        material, INDEX, TITLE, tag("h1", TITLE),
        tag("p", "Send commands to charge points, read the event store, be called when something happens: web services "
                 "that anybody may use, and anybody may offer, made from public WSDL files.", class_="lead"),
        tag("p", "Everything in one file: ", link(ARCHIVE, ARCHIVE), ". A client begins with a WSDL, such as ",
            code("/services/directory/v1?wsdl"), "."),
        tag("h2", "Services"), _services(material, list(material.standard)),
        *([tag("h2", "Services of add-ons"), _services(material, list(material.extra))] if material.extra else []),
        tag("h2", "What they have in common"),
        tag("dl", *([tag("dt", link(place, name)), tag("dd", ABOUT[name])] for place, name in REFERENCES.items())),
        tag("h2", "The rules", id="rules"),
        tag("p", "What a schema cannot say, as numbered requirements; how the standard grows, and who decides."),
        tag("ul", *(tag("li", link(place_of(name), title)) for name, title in RULES.items()), class_="plain"))


def _services(material: Material, names: list[str]) -> Markup:
    rows: list[tuple[Content, ...]] = []
    for name in names:
        contract = material.services[name]
        operations = [[link(f"{name}.html#{one}", one), " "] for one in contract.operations]
        rows.append((tag("strong", link(f"{name}.html", contract.name)),
                     [tag("p", material.linked(contract.documentation)), tag("p", operations)]))
    return table((f"service of version {VERSION}", "what it is for"), rows, "services")
