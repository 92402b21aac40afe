"""The log says what happened, one line an event, and never the token."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from bot.journal import open_journal, redact

TOKEN = "123456789:AAEhBOweik6ad9r_QXMENQjcrGbqCr4K-bc"


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    yield io.StringIO()
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.raiseExceptions = raising


def test_a_token_in_a_message_its_arguments_or_a_traceback_is_blanked(stream: io.StringIO) -> None:
    open_journal(level="info", form="text", stream=stream)
    logging.getLogger("bot").warning("POST /bot%s/sendMessage", TOKEN)
    try:
        int(TOKEN)
    except ValueError:
        logging.getLogger("bot").exception("failed for %s", TOKEN)
    assert TOKEN not in stream.getvalue()
    assert stream.getvalue().count("123456789:…") == 3


def test_json_lines_carry_the_event_and_its_level(stream: io.StringIO) -> None:
    open_journal(level="info", form="json", stream=stream)
    logging.getLogger("bot.feeds").info("poll.done source=%s", "واع")
    line = json.loads(stream.getvalue())
    assert (line["event"], line["level"], line["logger"]) == ("poll.done source=واع", "info", "bot.feeds")


def test_the_http_library_may_not_log_addresses(stream: io.StringIO) -> None:
    open_journal(level="info", form="text", stream=stream)
    logging.getLogger("httpx").info("HTTP Request: POST https://example.org/")
    assert stream.getvalue() == ""


def test_what_is_no_token_stays() -> None:
    assert redact("الساعة 17:11 ومعرف 123:abc") == "الساعة 17:11 ومعرف 123:abc"
