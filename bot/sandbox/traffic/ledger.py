"""The ledger: what was asked of the server and what came of it, in order.

It is kept by the server, so it survives a kill -9 of the bot; with a *path* each line is also written to a
file before the answer leaves, so it survives a kill -9 of the server as well.
"""

import json
import os
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from bot.sandbox.json_types import JsonObject

READS = frozenset(
    {
        "getMe",
        "getUpdates",
        "getWebhookInfo",
        "getChat",
        "getChatMember",
        "getChatMemberCount",
        "getChatAdministrators",
        "getMyCommands",
        "getMyName",
        "getMyDescription",
        "getMyShortDescription",
        "getChatMenuButton",
        "getFile",
        "sendChatAction",
    }
)
"""Methods that change nothing a reader sees: in the ledger only when refused or disturbed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One request."""

    seq: int
    at: datetime
    bot_id: int
    method: str
    chat_id: int | None
    message_ids: tuple[int, ...]
    parameters: JsonObject
    accepted: bool
    """True when the effect took place, whatever the bot got to hear of it."""
    error_code: int | None = None
    description: str = ""
    fault: str = ""
    """The kind of fault that disturbed it."""
    violation: str = ""
    """ "early": the bot did not wait as long as an earlier 429 had told it."""

    def as_json(self) -> JsonObject:
        """One object for a JSON line; `message_id` is the first of `message_ids`."""
        body = asdict(self)
        body["at"] = self.at.isoformat(timespec="milliseconds")
        body["message_ids"] = list(self.message_ids)
        body["message_id"] = self.message_ids[0] if self.message_ids else None
        return body


class Ledger:
    """Append-only; numbered from 1."""

    def __init__(self, path: Path | None = None) -> None:
        self.entries: list[Entry] = []
        self._last_seq = 0
        self._file: int | None = None
        if path is not None:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._last_seq = _last_seq(path)
            self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o644)

    @property
    def next_seq(self) -> int:
        """The number of the next entry."""
        return self._last_seq + 1

    def append(self, entry: Entry) -> None:
        """Keep an entry; the line is with the operating system when this returns."""
        self.entries.append(entry)
        self._last_seq = entry.seq
        if self._file is not None:
            line = json.dumps(entry.as_json(), ensure_ascii=False) + "\n"
            os.write(self._file, line.encode())

    def clear(self) -> None:
        """Forget the entries in memory; the file keeps its lines."""
        self.entries.clear()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            os.close(self._file)
            self._file = None


def _last_seq(path: Path) -> int:
    """The number of the last whole line of an earlier run."""
    if not path.is_file():
        return 0
    last = 0
    with path.open(encoding="utf-8", errors="replace") as lines:
        for line in lines:
            if line.endswith("}\n"):
                last = json.loads(line)["seq"]
    return last
