"""What the time in a message tells of the clock that gave it (quirk 26; rules TM-1 to TM-3)."""

from datetime import UTC, datetime, timedelta
from typing import Literal

ClockFlag = Literal["future", "ancient", "skewed"]

TOLERANCE = timedelta(minutes=1)
"""How far ahead of ours a clock may be before it counts as wrong: heartbeats set clocks, a minute apart or more."""
WIDEST_ZONE = timedelta(hours=14)
"""The largest offset there is: local time sent as if it were UTC is ahead by no more (steve#136)."""
FIRST_YEAR = datetime(2010, 1, 1, tzinfo=UTC)
"""Older than OCPP: a clock that begins at its epoch, 1970 or 2000, since it lost its power."""
LONGEST_OFFLINE = timedelta(days=366)
"""A message that waited longer than this was not waiting: its time is wrong."""


def clock_flag(occurred_at: datetime, received_at: datetime) -> ClockFlag | None:
    """What is odd about the time of an event; both are aware.  Nothing that is merely late is odd: it was off-line.

    ``skewed``: ahead of us by more than a minute, as by local time called UTC.  ``future``: ahead by more than
    any time zone explains.  ``ancient``: before OCPP was, or more than a year ago.
    """
    if occurred_at < FIRST_YEAR or received_at - occurred_at > LONGEST_OFFLINE:
        return "ancient"
    ahead = occurred_at - received_at
    if ahead > WIDEST_ZONE + TOLERANCE:
        return "future"
    return "skewed" if ahead > TOLERANCE else None
