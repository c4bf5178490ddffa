"""Where the next page of a list goes on: opaque to who asks, and the position that the first page was read at."""

from base64 import urlsafe_b64decode, urlsafe_b64encode

import msgspec

from motown.domain.errors import Refused


class Cursor(msgspec.Struct, frozen=True, array_like=True):
    """The last key of the page before, and the head of the log when the first page was read.

    Who follows the log from that position on misses nothing that changed while the pages were read.
    """

    after: str
    as_of_position: int

    @property
    def number(self) -> int:
        """The last key, where keys are numbers; Refused where it is none."""
        if not (self.after.isascii() and self.after.isdecimal() and len(self.after) < 19):
            raise Refused("cursor: it is none of this list")
        return int(self.after)

    def text(self) -> str:
        """As it is given to who asks."""
        return urlsafe_b64encode(msgspec.json.encode(self)).decode().rstrip("=")


def cursor_of(text: str) -> Cursor:
    """The cursor that a text is; Refused where it is none of ours."""
    try:
        return msgspec.json.decode(urlsafe_b64decode(text + "=" * (-len(text) % 4)), type=Cursor)
    except (ValueError, msgspec.DecodeError):
        raise Refused("cursor: it is none that was given here") from None
