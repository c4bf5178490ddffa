"""The page of the documentation that lists what is forgiven: made from the repairs themselves.

``python -m motown.ocpp.tolerance_page`` in a checkout writes docs/tolerance.rst anew; a test says when it is stale.
"""

from collections.abc import Iterable, Iterator
from pathlib import Path

from motown.ocpp import identity
from motown.ocpp.tolerance import NOTES, REPAIRS, Stage

_HEAD = """\
Tolerance
=========

What charge points in the field are known to get wrong, and what Motown makes of it while ``ocpp.mode`` is ``lenient``.
Made from ``motown.ocpp.tolerance``; do not edit.

A message is taken as it is where it can be.  Where it cannot, the repairs below are tried, each for one quirk; those
that found theirs are recorded by their names with the stored message, whose bytes stay as they came.  What no repair
can help is refused with a fault: a required element for which there is no harmless value, a placeholder that a tool
left (``?``), a document type, another version of OCPP.  In ``strict`` mode nothing is repaired.

Some values are outside of what the published schema allows and are kept all the same: an unknown word, an overlong
text, a number beyond 32 bits.  For these the schema is shown a stand-in, and handlers get the value as it was sent.

*Quirk n*, *Q-...* and rules such as *TX-4* are numbers in the reference data of OCPP 1.2 and 1.5 with which Motown was
made; *name#n* is an issue of an open source project.
"""
_TAIL = """\
Adding one
----------

1. Find the stage at which the message fails: no XML, no envelope, an unknown body element, a body that the schema
   refuses, or just one value of it.
2. Write a function beside those of the stage, in ``src/motown/ocpp/tolerance/``.  It changes only what has the quirk,
   and the docstring says what it does and, behind ``Source:``, who needs it::

       @repair(Stage.BODY, "short-kebab-case-name")
       def what_it_mends(message: Message) -> bool:
           \"\"\"What is taken for what.

           Source: who sends it.
           \"\"\"

3. Put it into its module's list, before those that need what it does; ``tolerance.py`` joins the lists.
4. Test it in ``tests/ocpp/tolerance/``, with a message that has the quirk and one that nearly has, neither copied from
   the field.
5. ``python -m motown.ocpp.tolerance_page``.

A name that has been recorded is never given to anything else.
"""


def page() -> str:
    """The whole page."""
    parts = [_HEAD]
    for stage in Stage:
        rows = [(one.name, one.what, one.source) for one in REPAIRS if one.stage is stage]
        parts += ["\n".join([*_title(_capital(stage.value)), *_table(rows)])]
    parts.append("\n".join([*_title("Odd, but of no account"), *_table((*NOTES, *identity.NOTES))]))
    return "\n\n".join([*parts, _TAIL])


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def _title(text: str) -> list[str]:
    return [text, "-" * len(text), ""]


def _table(rows: Iterable[tuple[str, str, str]]) -> Iterator[str]:
    yield from (".. list-table::", "   :header-rows: 1", "   :widths: 25 50 25", "")
    for name, what, source in (("name", "what is done", "source"), *rows):
        quoted = name if name == "name" else f"``{name}``"
        yield from (f"   * - {quoted}", f"     - {what}", f"     - {source}")
    yield ""


def main() -> None:
    """Write the page."""
    repository = Path(__file__).resolve().parents[3]
    (repository / "docs" / "tolerance.rst").write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
