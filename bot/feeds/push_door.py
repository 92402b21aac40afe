"""What the push desk's door says: POST /push, signed, one article as JSON; every refusal says what is wrong.

who are you? 401 | what do you bring? 400, 413, 415, 422 | may you? 403, 404, 409 | done: 201, 200
"""

import logging
from collections.abc import Mapping, Sequence
from datetime import timedelta
from typing import Final

from bot.clock import Clock
from bot.feeds.push import PushDesk, PushStatus
from bot.feeds.pushed_item import ItemError, read_item
from bot.web.door import Answer, Knock, in_json
from bot.web.signature import Unsigned, signed_at
from storage.errors import StorageError

PATH: Final = "/push"
TIMESTAMP: Final = "X-Khabar-Timestamp"
SIGNATURE: Final = "X-Khabar-Signature"
_PLEASE_RETRY_S: Final = 5
_WORDS: Final = {
    Unsigned.NO_TIMESTAMP: f"{TIMESTAMP} must be the seconds since 1970, such as 1764000000",
    Unsigned.OUT_OF_WINDOW: f"{TIMESTAMP} is too far from our clock; sign anew, and check your clock",
    Unsigned.NO_SIGNATURE: f"{SIGNATURE} is missing: sha256= and the HMAC of timestamp, point and body",
    Unsigned.WRONG_SIGNATURE: f"{SIGNATURE} is not that of this timestamp, body and secret",
}
_ERRORS: Final = {400: "bad_item", 403: "not_allowed", 404: "unknown", 409: "conflict", 422: "bad_item"}
_log = logging.getLogger(__name__)


class PushDoor:
    """The handler of PATH."""

    def __init__(self, desk: PushDesk, *, secrets: Sequence[str], window: timedelta, clock: Clock) -> None:
        self._desk = desk
        self._secrets = secrets
        self._window = window
        self._clock = clock

    async def __call__(self, knock: Knock) -> Answer:
        """See the head of this file."""
        if knock.method != "POST":
            return _refuse(405, "method", "POST an article; see docs/push.md", headers={"Allow": "POST"})
        now = self._clock.now()
        signed = signed_at(
            knock.body,
            timestamp=knock.headers.get(TIMESTAMP),
            signature=knock.headers.get(SIGNATURE),
            secrets=self._secrets,
            now=now,
            window=self._window,
        )
        if isinstance(signed, Unsigned):
            _log.warning("push.unsigned peer=%s reason=%s", knock.peer, signed)
            return in_json(
                401, {"error": signed.value, "detail": _WORDS[signed], "now": int(now.timestamp())}
            )
        media_type = knock.headers.get("Content-Type", "").partition(";")[0].strip().lower()
        if media_type != "application/json":
            return _refuse(415, "media_type", "send Content-Type: application/json")
        try:
            pushed = await self._desk.take(read_item(knock.body), signed_at=signed)
        except ItemError as error:
            _log.warning("push.refused peer=%s status=%d reason=%s", knock.peer, error.status, error)
            return _refuse(error.status, _ERRORS[error.status], str(error))
        except StorageError as error:
            _log.error("push.failed peer=%s error=%s", knock.peer, error)
            return _refuse(503, "busy", "send the same again", headers={"Retry-After": str(_PLEASE_RETRY_S)})
        told = {"status": pushed.status.value, "id": pushed.article_id, "url": pushed.url}
        return in_json(201 if pushed.status is PushStatus.NEW else 200, told)


def _refuse(status: int, error: str, detail: str, *, headers: Mapping[str, str] | None = None) -> Answer:
    return in_json(status, {"error": error, "detail": detail}, headers=headers)
