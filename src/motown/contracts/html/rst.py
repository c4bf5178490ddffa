"""The text of the standard as HTML: that part of reStructuredText which it is written in, and nothing else.

Headings, paragraphs, lists, definitions, tables, literal blocks; in a line ``code``, *emphasis*, **strength** and
:doc: references.  Anything else is a ValueError, so that nothing is shown wrongly.
"""

import re
from collections.abc import Callable, Iterator, Sequence

from motown.contracts.html.markup import Content, Markup, table, tag, text

_INLINE = re.compile(r"``(?P<code>.+?)``|\*\*(?P<strong>.+?)\*\*|\*(?P<em>[^*\s].*?)\*|:doc:`(?P<doc>[\w-]+)`")
_ITEM = re.compile(r"(?P<mark>-|\d+\.) +")
_RULE = re.compile(r"=+( +=+)+")
_UNDERLINE = {"=": 1, "-": 2}
Inline = Callable[[str], Content]
"""What is made of a text outside of marks."""


class Writer:
    """Makes HTML of one page.

    ``plain`` is what becomes of text, ``reference`` of the name of another page, ``term`` of what is defined.
    """

    def __init__(self, plain: Inline, reference: Inline, term: Inline) -> None:
        self._plain, self._reference, self._term = plain, reference, term

    def page(self, source: str) -> Iterator[Markup]:
        """Everything in its order."""
        if found := re.search(r"^\.\. |`__|`_\b|^\|", source, re.MULTILINE):
            raise ValueError(f"{found[0]!r} is not known here")
        yield from self._blocks(source.splitlines())

    def _blocks(self, lines: Sequence[str]) -> Iterator[Markup]:
        place = 0
        while place < len(lines):
            if not lines[place].strip():
                place += 1
                continue
            made, place = self._block(lines, place)
            yield made

    def _block(self, lines: Sequence[str], place: int) -> tuple[Markup, int]:
        """One block from a line on that is not empty, and where the next begins."""
        line, following = lines[place], lines[place + 1] if place + 1 < len(lines) else ""
        if following and set(following) <= set(_UNDERLINE) and len(following) == len(line):
            return tag(f"h{_UNDERLINE[following[0]]}", line, id=anchor(line)), place + 2
        if _RULE.fullmatch(line):
            return self._table(lines, place)
        if found := _ITEM.match(line):
            return self._list(lines, place, "ul" if found["mark"] == "-" else "ol")
        if following.startswith("    ") and not line.endswith("::"):
            return self._definitions(lines, place)
        return self._paragraph(lines, place)

    def _paragraph(self, lines: Sequence[str], place: int) -> tuple[Markup, int]:
        end = _end(lines, place)
        words = " ".join(line.strip() for line in lines[place:end])
        if not words.endswith("::"):
            return tag("p", self.inline(words)), end
        stop = _dedented(lines, end)
        literal = "\n".join(line[4:] for line in lines[end:stop]).strip("\n")
        return text([tag("p", self.inline(words[:-1])), tag("pre", tag("code", literal))]), stop

    def _list(self, lines: Sequence[str], place: int, kind: str) -> tuple[Markup, int]:
        items: list[list[str]] = []
        while place < len(lines) and (_ITEM.match(lines[place]) or not lines[place].strip()
                                      or (items and lines[place].startswith("  "))):
            if found := _ITEM.match(lines[place]):
                items.append([lines[place][found.end():]])
            else:
                items[-1].append(lines[place].strip())
            place += 1
        return tag(kind, *(tag("li", self.inline(" ".join(filter(None, item)))) for item in items)), place

    def _definitions(self, lines: Sequence[str], place: int) -> tuple[Markup, int]:
        made: list[Content] = []
        while place + 1 < len(lines) and lines[place].strip() and lines[place + 1].startswith("    "):
            end = _dedented(lines, place + 1)
            made += [self._term(lines[place]), tag("dd", self.inline(" ".join(
                line.strip() for line in lines[place + 1:end] if line.strip())))]
            place = end
            while place < len(lines) and not lines[place].strip():
                place += 1
        return tag("dl", *made, class_="rules"), place

    def _table(self, lines: Sequence[str], place: int) -> tuple[Markup, int]:
        starts = [found.start() for found in re.finditer(r"=+", lines[place])]
        rules = [at for at in range(place, len(lines)) if _RULE.fullmatch(lines[at])][:3]

        def cells(line: str) -> list[str]:
            return [line[start:end].strip() for start, end in zip(starts, [*starts[1:], None], strict=True)]

        rows = [[self.inline(cell) for cell in cells(line)] for line in lines[rules[1] + 1:rules[2]]]
        return table(cells(lines[place + 1]), rows), rules[2] + 1

    def inline(self, words: str) -> Markup:
        """A text with its marks."""
        made: list[Content] = []
        last = 0
        for found in _INLINE.finditer(words):
            made += [self._plain(words[last:found.start()]), self._marked(found)]
            last = found.end()
        return text([*made, self._plain(words[last:])])

    def _marked(self, found: re.Match[str]) -> Content:
        if found["doc"]:
            return self._reference(found["doc"])
        kind = found.lastgroup or "em"
        return tag(kind, found[kind] if kind == "code" else self._plain(found[kind]))


def anchor(title: str) -> str:
    """What a heading is called in links."""
    return re.sub(r"\W+", "-", title.lower()).strip("-")


def _end(lines: Sequence[str], place: int) -> int:
    """Where the lines that are not empty end."""
    return next((at for at in range(place, len(lines)) if not lines[at].strip()), len(lines))


def _dedented(lines: Sequence[str], place: int) -> int:
    """Where the indented lines end."""
    return next((at for at in range(place, len(lines)) if lines[at].strip() and not lines[at].startswith("    ")),
                len(lines))
