"""What one add-on adds to the registry stays, or goes whole: one that fails halfway leaves nothing behind."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

Held = dict[Any, Any] | list[Any]


@contextmanager
def whole(places: Sequence[Held]) -> Iterator[None]:
    """What is added to these lists and dictionaries while this is open goes again where something is raised."""
    before = [one.copy() for one in places]
    try:
        yield
    except BaseException:
        for one, earlier in zip(places, before, strict=True):
            _restore(one, earlier)
        raise


@contextmanager
def restored(value: Any, restore: Callable[[Any], None]) -> Iterator[None]:
    """Where something is raised while this is open, ``restore(value)``: for what is replaced and not added to."""
    try:
        yield
    except BaseException:
        restore(value)
        raise


def _restore(one: Held, earlier: Held) -> None:
    one.clear()
    if isinstance(one, dict):
        one.update(earlier)
    else:
        one.extend(earlier)
