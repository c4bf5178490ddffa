"""HTML as text: tags with attributes, everything escaped but what is markup already."""

from collections.abc import Iterable
from html import escape

VOID = frozenset({"meta", "link", "br"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


Content = str | Iterable["Content"] | None
"""Text to be escaped, markup, several of them, or nothing."""


def text(content: Content) -> Markup:
    """Content as markup."""
    if content is None:
        return Markup()
    if isinstance(content, Markup):
        return content
    if isinstance(content, str):
        return Markup(escape(content, quote=False))
    return Markup("".join(text(one) for one in content))


def tag(name: str, /, *content: Content, **attributes: str | None) -> Markup:
    """An element.  ``class_`` is written as class; attributes that are None are left out."""
    told = "".join(f' {key.rstrip("_").replace("_", "-")}="{escape(value)}"' for key, value in attributes.items()
                   if value is not None)
    return Markup(f"<{name}{told}>" if name in VOID else f"<{name}{told}>{text(content)}</{name}>")


def link(address: str, /, *content: Content, **attributes: str | None) -> Markup:
    """A link."""
    return tag("a", *content, href=address, **attributes)


def code(content: Content) -> Markup:
    """A word of a contract."""
    return tag("code", content)


def table(head: Iterable[Content], rows: Iterable[Iterable[Content]], class_: str | None = None) -> Markup:
    """A table that scrolls by itself where it is too wide.  The label of a cell is that of its column."""
    names = list(head)
    labels = [_plain(name) for name in names]
    body = [tag("tr", [tag("td", cell, data_label=label) for cell, label in zip(row, labels, strict=True)])
            for row in rows]
    return tag("div", tag("table", tag("thead", tag("tr", [tag("th", name, scope="col") for name in names])),
                          tag("tbody", body), class_=class_), class_="scroll")


def _plain(content: Content) -> str:
    return content if isinstance(content, str) and not isinstance(content, Markup) else ""
