"""Log lines on standard error: text for people, or one JSON object a line for programs."""

import json
import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, cast

from twisted.logger import ILogObserver, STDLibLogObserver, globalLogBeginner

LEVELS = {"debug": logging.DEBUG, "info": logging.INFO, "warning": logging.WARNING, "error": logging.ERROR}


class TextLines(logging.Formatter):
    """``2026-03-01T12:00:00Z info  motown.messages message chargePoint=EV-1 operation=Heartbeat ...``."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """One line, and the traceback below where there is one."""
        when = self.formatTime(record, "%Y-%m-%dT%H:%M:%SZ")
        fields = "".join(f" {name}={_shown(value)}" for name, value in _fields(record).items() if value is not None)
        line = f"{when} {record.levelname.lower():7} {record.name} {one_line(record.getMessage())}{fields}"
        below = self.formatException(record.exc_info).splitlines() if record.exc_info else ()
        return line + "".join(map(_below, below))


class JsonLines(logging.Formatter):
    """One JSON object a line: at, level, logger, text, and the fields of the record."""

    converter = staticmethod(time.gmtime)

    def format(self, record: logging.LogRecord) -> str:
        """The object, on one line."""
        at = self.formatTime(record, "%Y-%m-%dT%H:%M:%S") + f".{int(record.msecs):03}Z"
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "text": record.getMessage(),
                **_fields(record)}
        if record.exc_info:
            line["traceback"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)  # all ASCII: whatever a peer has sent, it breaks no line and no terminal


def one_line(text: str) -> str:
    """``text`` without anything that could make a line look like two: what peers send is quoted in log lines."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    """What the line was given besides its text: ``extra={"fields": {...}}``."""
    fields: Mapping[str, Any] = getattr(record, "fields", {})
    return fields


def _below(text: str) -> str:
    """A line of a traceback, which may quote a peer: it never begins like a line of its own."""
    return f"\n    {one_line(text)}"


def _shown(value: object) -> str:
    """A value without anything that could pass for another field."""
    text = one_line(",".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
    if text and not any(character in ' "=\\' for character in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def start(level: str, form: str) -> None:
    """Write log lines from now on; Twisted's and warnings too."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines() if form == "json" else TextLines())
    logging.basicConfig(level=LEVELS[level], handlers=[handler], force=True)
    logging.captureWarnings(capture=True)
    logging.raiseExceptions = False  # a full disk below standard error must not stop the server
    for chatty in ("twisted", "alembic"):
        logging.getLogger(chatty).setLevel(max(logging.WARNING, LEVELS[level]))
    observer = cast("ILogObserver", STDLibLogObserver(name="twisted"))
    globalLogBeginner.beginLoggingTo([observer], redirectStandardIO=False, discardBuffer=True)
