"""Pages of lists whose entries stand in the order of a position of the log (requirements MT-PAG)."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol, TypeVar

from motown.addon import Asking
from motown.domain.cursors import Cursor
from motown.queries import events

R = TypeVar("R")


class Listed(Protocol):
    """A page as queries give it."""

    @property
    def next_cursor(self) -> str | None:
        """Where the next page goes on; None: there is none."""

    @property
    def as_of_position(self) -> int:
        """What it is as of."""


def page_info(page: Listed) -> dict[str, Any]:
    """The ``pageInfo`` of a page."""
    return {"nextCursor": page.next_cursor, "asOfPosition": page.as_of_position}


async def page_of(asking: Asking, query: Callable[..., Sequence[R]], key: Callable[[R], int],
                  **named: Any) -> tuple[Sequence[R], dict[str, Any]]:
    """The rows of the page that is asked for, and its ``pageInfo``.

    ``query(connection, after, limit, **named)`` gives the rows behind ``after`` in the order of ``key``.
    """
    cursor, limit = asking.cursor(), asking.limit()
    after = cursor.number if cursor is not None else 0
    rows, head = await asking.read(_read, query, after, limit + 1, named)
    following = Cursor(str(key(rows[limit - 1])), head).text() if len(rows) > limit else None
    return rows[:limit], {"nextCursor": following, "asOfPosition": head}


def _read(connection: Any, query: Callable[..., Sequence[R]], after: int, limit: int,
          named: dict[str, Any]) -> tuple[Sequence[R], int]:
    """The rows, and the head of the log at the same moment or before."""
    head = events.head(connection)
    return query(connection, after, limit, **named), head
