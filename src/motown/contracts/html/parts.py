"""Pieces that several pages have: fields of a type, the scopes of roles, an example."""

from collections.abc import Iterator, Mapping

from motown.contracts.html.declared import Declared, Row
from motown.contracts.html.markup import Content, Markup, code, link, table, tag, text
from motown.contracts.html.material import ACCESS, ROLES, Material

FIELDS = ("field", "type", "times", "meaning")


def about_type(material: Material, declared: Declared) -> Markup:
    """What a type says of itself, its limits, its words, its fields."""
    parts: list[Content] = [tag("p", material.linked(declared.documentation))]
    if declared.base:
        parts.append(tag("p", "Made from ", material.type_link(declared.base), *(f", {one}" for one in declared.limits),
                         ".", class_="soft"))
    if declared.words:
        parts.append(table(("word", "meaning"), [(code(word), material.linked(meaning))
                                                 for word, meaning in declared.words]))
    return text([*parts, fields(material, declared)])


def fields(material: Material, declared: Declared) -> Markup:
    """The fields of a type, but the wildcard that stands at the end of every one."""
    rows = list(_rows(material, declared.rows))
    return table(FIELDS, rows, "fields") if rows else Markup()


def _rows(material: Material, rows: tuple[Row, ...], before: str = "") -> Iterator[tuple[Content, ...]]:
    for row in rows:
        if row.name == "*":
            continue
        type_ = material.type_link(row.type) if row.type else _inside(material, row.inside)
        yield code(f"{before}{row.name}"), type_, row.occurs, material.linked(row.documentation)
        if row.inside is not None:
            yield from _rows(material, row.inside.rows, f"{before}{row.name}.")


def _inside(material: Material, declared: Declared | None) -> Content:
    if declared is None:
        return ""
    if declared.words:
        return " | ".join(word for word, _ in declared.words)
    return material.type_link(declared.base) if declared.base else "fields of its own"


def scope(word: str) -> Markup:
    """How far a role reaches, in its colour."""
    return tag("span", word or "-", class_=word or "none")


def roles(row: Mapping[str, str]) -> Markup:
    """Which role has a class of access by itself, on one line."""
    had = [(role, row[role]) for role in ROLES if row[role] != "none"]
    if not had:
        return text("no role by itself")
    return text([[", " if place else "", role, " ", scope(word)] for place, (role, word) in enumerate(had)])


def class_link(name: str) -> Markup:
    """A class of access."""
    return link(f"{ACCESS}#{name}", name)


def example(title: str, content: str) -> Markup:
    """A message that can be opened."""
    return tag("details", tag("summary", title), tag("pre", tag("code", content)))
