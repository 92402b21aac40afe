"""Set up the log: one line an event with its ids, as text or JSON; the bot's token never in it."""

import json
import logging
import re
import sys
from datetime import UTC, datetime
from typing import IO

_TOKEN = re.compile(r"(?P<id>\d{3,}):[A-Za-z0-9_-]{20,}")
_NOISY = ("httpx", "httpcore", "telegram", "apscheduler", "aiohttp.access", "asyncio", "psycopg.pool")


class Redaction(logging.Filter):
    """Blanks whatever looks like a bot token, wherever it came from: a message, a URL, a traceback."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Keep every record, its text made safe."""
        record.msg = redact(record.getMessage())
        record.args = None
        if record.exc_info:
            record.exc_text = redact(logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True


def redact(text: str) -> str:
    """*text* with every bot token reduced to the bot's id."""
    return _TOKEN.sub(r"\g<id>:…", text)


class JsonLines(logging.Formatter):
    """A JSON object a line: ``at``, ``level``, ``logger``, ``event`` and the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """See logging.Formatter."""
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "event": record.getMessage(),
        }
        if record.exc_text:
            line["traceback"] = record.exc_text
        return json.dumps(line, ensure_ascii=False)


def open_journal(*, level: str, form: str, stream: IO[str] | None = None) -> None:
    """Send every log to *stream* (standard error when absent), in *form* ``text`` or ``json``.

    A full disk or a closed pipe under the log must not stop the bot: such errors are dropped.
    """
    logging.raiseExceptions = False
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.addFilter(Redaction())
    text = logging.Formatter("%(asctime)s %(levelname)-7s %(name)s %(message)s")
    handler.setFormatter(JsonLines() if form == "json" else text)
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name in _NOISY:
        logging.getLogger(name).setLevel(logging.WARNING)


def close_journal() -> None:
    """Let the log go, so that nothing is written after the end."""
    logging.getLogger().handlers.clear()
