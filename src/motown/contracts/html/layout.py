"""What every page has: head, style, ways to the others."""

from motown.contracts.html.markup import Content, Markup, link, tag
from motown.contracts.html.material import ACCESS, EVENTS, MAPPING, TYPES, VERSION, Material
from motown.contracts.html.style import STYLE

INDEX, ARCHIVE = "index.html", f"motown-{VERSION}.zip"
REFERENCES = {TYPES: "Types", EVENTS: "Events", ACCESS: "Policy", MAPPING: "OCPP"}
TITLE = f"Motown open standard {VERSION}"


def page(material: Material, name: str, title: str, *content: Content) -> bytes:
    """A whole page; ``name`` is that of its file."""
    head = tag("head", tag("meta", charset="utf-8"),
               tag("meta", name="viewport", content="width=device-width, initial-scale=1"),
               tag("meta", name="color-scheme", content="light dark"),
               tag("title", title if name == INDEX else f"{title} - {TITLE}"), tag("style", Markup(STYLE)))
    skip = link("#content", "To the content", class_="skip")
    body = tag("body", skip, _header(material, name), tag("main", *content, id="content"), _footer())
    return ("<!DOCTYPE html>\n" + tag("html", head, "\n", body, lang="en") + "\n").encode()


def _header(material: Material, name: str) -> Markup:
    ways = {f"{key}.html": contract.name.removesuffix("Service") for key, contract in material.services.items()}
    links = [link(place, label, aria_current="page" if place == name else None)
             for place, label in {**ways, **REFERENCES, f"{INDEX}#rules": "Rules"}.items()]
    return tag("header", link(INDEX, TITLE, class_="title"),
               tag("nav", *[[one, " "] for one in links], aria_label="Pages"))


def _footer() -> Markup:
    return tag("footer", "Made from the published files, which are in ", link(ARCHIVE, ARCHIVE),
               " and free under the Apache License 2.0.")


def heading(level: int, anchor: str, *content: Content) -> Markup:
    """A heading that can be linked to."""
    return tag(f"h{level}", *content, " ", link(f"#{anchor}", "#", class_="here", aria_label="Link to this"), id=anchor)
