"""What names and texts of parties may be: Identifiers of the standard (section 2.4), and texts for people."""

from collections.abc import Iterable

from motown.domain.errors import Kind, Refused

LONGEST_NAME = 255
"""Characters of an Identifier (types.xsd)."""
LONGEST_TEXT = 255
SHORTEST_PASSWORD, LONGEST_PASSWORD = 12, 1024
"""Characters; a very long one would take long to hash."""


def check_name(what: str, name: str, *, field: str | None = None) -> None:
    """Refuse what is no Identifier."""
    if not 0 < len(name) <= LONGEST_NAME or not name.isprintable() or name != name.strip():
        raise Refused(f"{what} has 1 to {LONGEST_NAME} characters that can be printed, and no blank around it",
                      Kind.INVALID, field=field)


def check_texts(texts: Iterable[tuple[str, str | None]], *, field: str | None = None) -> None:
    """Refuse texts that are empty, too long or cannot be printed."""
    for what, text in texts:
        if text is not None and (not 0 < len(text) <= LONGEST_TEXT or not text.isprintable()):
            raise Refused(f"{what} has 1 to {LONGEST_TEXT} characters that can be printed", Kind.INVALID, field=field)
