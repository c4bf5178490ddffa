"""Log lines on standard error: text for people, or one JSON object a line for programs."""

import logging
import sys
import time
from collections.abc import Mapping
from typing import Any, cast

import msgspec
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
        return line + (f"\n{self.formatException(record.exc_info)}" if record.exc_info else "")


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
        return msgspec.json.encode(line, enc_hook=str).decode()


def one_line(text: str) -> str:
    """``text`` without anything that could make a line look like two: what peers send is quoted in log lines."""
    return "".join(character if character.isprintable() else f"\\x{ord(character):02x}" for character in text)


def _fields(record: logging.LogRecord) -> Mapping[str, Any]:
    """What the line was given besides its text: ``extra={"fields": {...}}``."""
    fields: Mapping[str, Any] = getattr(record, "fields", {})
    return fields


def _shown(value: object) -> str:
    text = one_line(",".join(map(str, value)) if isinstance(value, list | tuple) else str(value))
    return f'"{text}"' if not text or " " in text or '"' in text else text


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
