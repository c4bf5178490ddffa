"""When a charge point that says nothing is offline."""

from datetime import datetime, timedelta

USUAL_INTERVAL_SECONDS = 300
"""Between the heartbeats of a charge point that has not booted since we remember what it was told."""
INTERVALS = 2
"""So many of them may pass without a sign of life."""


def silence(interval_seconds: int | None) -> timedelta:
    """How long a charge point may say nothing."""
    return INTERVALS * timedelta(seconds=interval_seconds or USUAL_INTERVAL_SECONDS)


def is_silent(last_seen_at: datetime, interval_seconds: int | None, now: datetime) -> bool:
    """Whether it has said nothing for too long."""
    return now - last_seen_at > silence(interval_seconds)
