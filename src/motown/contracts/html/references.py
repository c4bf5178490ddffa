"""The pages of what services have in common: types, events, access, and how commands become OCPP."""

from collections.abc import Iterator
from itertools import groupby

from motown.contracts.html import parts
from motown.contracts.html.layout import heading, page
from motown.contracts.html.markup import Content, Markup, code, link, table, tag, text
from motown.contracts.html.material import ACCESS, EVENTS, MAPPING, ROLES, TYPES, Material, Table


def types_page(material: Material) -> bytes:
    """What all services share."""
    shared = [(name.rpartition("}")[2], one) for declared in material.shared.values()
              for name, one in {**declared.types, **declared.elements}.items()]
    return page(
        material, TYPES, "Types", tag("h1", "Types that the services share"),
        tag("p", "Every type ends in a wildcard: elements of other namespaces may follow, and are passed over. Types "
                 "of one service stand on its page.", class_="lead"),
        tag("ul", *(tag("li", link(f"#{name}", name)) for name, _ in shared), class_="plain"),
        *([heading(2, name, name), parts.about_type(material, one)] for name, one in shared))


def events_page(material: Material) -> bytes:
    """Every type of events with its attributes."""
    groups = [(name, list(rows)) for name, rows in groupby(material.events, key=lambda row: row["event"])]
    return page(
        material, EVENTS, "Events", tag("h1", "Events"),
        tag("p", "What ", link("eventstore.html#ReadEvents", "ReadEvents"), " and subscriptions tell. Attributes of "
            "attributes are named with a point, those of the second of several with its number: ",
            code("samples.2.measurand"), ".", class_="lead"),
        tag("ul", *(tag("li", link(f"#{name}", name.removeprefix("motown."))) for name, _ in groups), class_="plain"),
        *(_event(material, name, rows) for name, rows in groups))


def _event(material: Material, name: str, rows: Table) -> Markup:
    head, attributes = rows[0], rows[1:]
    told = tag("p", f"{head['category']} event in the stream ", code(f"{head['stream']}:ID"), ", told to who has ",
               parts.class_link(head["access"]), ".", class_="soft")
    fields = [(code(row["attribute"]), row["type"] + (f" ({row['unit']})" if row["unit"] else ""),
               f"{'1' if row['required'] == 'yes' else '0'}..{'n' if row['many'] == 'yes' else '1'}",
               [material.linked(row["description"], name), *_withheld(row["access"])]) for row in attributes]
    return tag("section", heading(2, name, name), tag("p", material.linked(head["description"], name)), told,
               table(("attribute", "type", "times", "meaning"), fields, "fields") if fields else "")


def _withheld(access: str) -> Iterator[Content]:
    if access == "never":
        yield tag("span", " Never told.", class_="soft")
    elif access:
        yield tag("span", " Told with ", parts.class_link(access), " only.", class_="soft")


def access_page(material: Material) -> bytes:
    """Which role may do what."""
    scopes = {
        "all": "all charge points that are the party's own, by grants of SELF; for ADMIN, all there are",
        "own": "what is the party's own", "aggregate": "sums and means, never one transaction",
        "none": "nothing, unless it is granted"}
    operations = [row for row in material.policy if row["kind"] == "operation"]
    return page(
        material, ACCESS, "Policy", tag("h1", "Policy: who may do what"),
        tag("p", "Every operation needs a class of access. A role brings classes, each as far as its scope; a ",
            link("access.html#GrantAccess", "grant"), " adds to that.", class_="lead"),
        tag("h2", "Scopes"),
        tag("dl", *([tag("dt", parts.scope(one)), tag("dd", told)] for one, told in scopes.items())),
        tag("h2", "Classes and roles"),
        _matrix("class", ((parts.class_link(name), row) for name, row in material.classes.items())),
        tag("dl", *([tag("dt", name, id=name), tag("dd", material.linked(row["description"], name))]
                    for name, row in material.classes.items())),
        tag("h2", "Operations and roles", id="operations"),
        _matrix("operation", ((material.linked(row["name"]), material.classes[row["class"]]) for row in operations),
                [row["class"] for row in operations]))


def _matrix(what: str, rows: Iterator[tuple[Markup, dict[str, str]]], classes: list[str] | None = None) -> Markup:
    more = [[] if classes is None else [parts.class_link(name)] for name in classes or []]
    made = [(name, *(more[place] if more else ()), *(parts.scope(row[role]) for role in ROLES))
            for place, (name, row) in enumerate(rows)]
    return table((what, *(("class",) if classes is not None else ()), *ROLES), made, "matrix")


def mapping_page(material: Material) -> bytes:
    """What each command is in OCPP."""
    groups = [(name, list(rows)) for name, rows in groupby(material.mapping, key=lambda row: row["operation"])]
    return page(
        material, MAPPING, "OCPP", tag("h1", "Commands in OCPP"),
        tag("p", "What a command is called on the wire, which version has it, and which event shows that it was done.",
            class_="lead"),
        table(("command", "OCPP", "1.2", "1.5", "effect"), [
            (link(f"#{name}", name), rows[0]["ocpp_operation"] or "-", rows[0]["ocpp12"] or "-",
             rows[0]["ocpp15"] or "-", material.linked(rows[0]["effect_event"] or "-")) for name, rows in groups]),
        *(_command(material, name, rows) for name, rows in groups))


def _command(material: Material, name: str, rows: Table) -> Markup:
    head = rows[0]
    facts: dict[str, Content] = {"Operation": material.linked(name)}
    if head["ocpp_operation"]:
        known = [version for version, key in (("1.2", "ocpp12"), ("1.5", "ocpp15")) if head[key] == "yes"]
        facts["In OCPP"] = f"{head['ocpp_operation']}, version {' and '.join(known)}"
    if head["answers"]:
        facts["Answers"] = ", ".join(head["answers"].split())
    if head["effect_event"]:
        facts["Effect"] = [material.linked(head["effect_event"]), f", watched for {head['effect_seconds']} seconds"]
    if head["note"]:
        facts["Note"] = text(head["note"])
    fields = [(code(row["field"]) if row["field"] else "-", row["direction"],
               code(row["ocpp_field"]) if row["ocpp_field"] else "-", row["note"])
              for row in rows if row["direction"]]
    return tag("section", heading(2, name, name),
               tag("dl", *([tag("dt", key), tag("dd", value)] for key, value in facts.items())),
               table(("field", "in the", "in OCPP", "note"), fields, "fields") if fields else "")
