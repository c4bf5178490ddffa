"""What docs/write-an-add-on.rst has its readers write and type."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).parents[3] / "docs" / "write-an-add-on.rst"
_BLOCK = re.compile(
    r"^\.\. code-block:: (?P<language>\w+)\n(?:   :caption: (?P<caption>.*)\n)?\n(?P<text>(?:   .*\n|\n)+)",
    re.MULTILINE)


class File(NamedTuple):
    """A file to be written, or what comes at its end."""

    path: str
    text: str
    at_the_end: bool = False

    def write(self, folder: Path) -> None:
        path = folder / self.path
        path.parent.mkdir(parents=True, exist_ok=True)
        if self.at_the_end:
            indented = "".join(f"        {line}\n" if line else "\n" for line in self.text.splitlines())
            path.write_text(path.read_text("utf-8") + "\n" + indented, "utf-8")
        else:
            path.write_text(self.text, "utf-8")


class Typed(NamedTuple):
    """A command, and what it says; ``...`` stands for anything."""

    command: str
    said: str

    @property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(re.escape(self.said.strip()).replace(re.escape("..."), ".*"), re.DOTALL)


def steps() -> Iterator[File | Typed]:
    """All of it, in order."""
    text = PAGE.read_text("utf-8").partition("\nTest it\n")[0]
    for block in _BLOCK.finditer(text):
        body = "".join(line[3:] if line.strip() else "\n" for line in block["text"].splitlines(keepends=True)).rstrip()
        if block["language"] == "console":
            for found in re.finditer(r"^\$ (.*)\n?((?:(?!\$ ).*\n?)*)", body, re.MULTILINE):
                yield Typed(found[1], found[2])
        else:
            path, comma, _ = block["caption"].partition(", ")
            yield File(path, f"{body}\n", at_the_end=bool(comma))
