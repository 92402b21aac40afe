"""getUpdates and webhooks: the methods that wait for the network."""

import asyncio
import contextlib
import json
import re
from ipaddress import ip_address
from urllib.parse import urlsplit

import aiohttp

from bot.sandbox.api.call import Call, Done
from bot.sandbox.json_types import JsonObject
from bot.sandbox.refusal import Refusal, bad_request, unauthorized
from bot.sandbox.world.records import Bot, Webhook
from bot.sandbox.world.updates import LIMIT
from bot.sandbox.world.world import World

LONGEST_POLL = 50
SECRET = re.compile(r"[A-Za-z0-9_-]{1,256}|")
RETRY_SECONDS = (1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 60.0)
TERMINATED = (
    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"
)
TERMINATED_BY_WEBHOOK = "Conflict: terminated by setWebhook request"
WEBHOOK_ACTIVE = (
    "Conflict: can't use getUpdates method while webhook is active; "
    "use deleteWebhook to delete the webhook first"
)


async def get_updates(call: Call) -> Done:
    """Confirm what lies before *offset*, then wait up to *timeout* seconds for more.

    Raises:
        Refusal: 409 when a webhook is set or another reader has come; 401 when the token was revoked.
    """
    bot, world = call.bot, call.world
    if bot.webhook is not None:
        raise Refusal(409, WEBHOOK_ACTIVE)
    if call.get("allowed_updates") is not None:
        bot.allowed_updates = tuple(call.parameters["allowed_updates"])
    limit = call.get("limit") or LIMIT
    if not 1 <= limit <= LIMIT:
        limit = LIMIT
    seconds = min(max(call.get("timeout") or 0, 0), LONGEST_POLL)
    queue = world.queues[bot.user.id]
    reader = queue.take_over()
    if call.get("offset"):
        queue.confirm(call.parameters["offset"])
    until = asyncio.get_running_loop().time() + seconds
    while True:
        pending = queue.pending(limit, now=world.clock.monotonic())
        left = until - asyncio.get_running_loop().time()
        if pending or left <= 0:
            return Done(result=[update.as_json() for update in pending])
        if not await queue.wait(reader, left):
            raise _dismissal(world, bot)


def _dismissal(world: World, bot: Bot) -> Refusal:
    """Why a waiting reader is sent away."""
    if world.closing:
        return Refusal(500, "Internal Server Error: restart")
    if bot.tokens <= world.revoked:
        return unauthorized()
    return Refusal(409, TERMINATED if bot.webhook is None else TERMINATED_BY_WEBHOOK)


class Webhooks:
    """Delivers updates to the webhooks that are set, one after another for each bot, until they are taken."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._deliveries: dict[int, asyncio.Task[None]] = {}

    def set(self, call: Call) -> Done:
        """setWebhook: an https address, or http on this machine; an empty one deletes it.

        Raises:
            Refusal: an address or secret that Telegram does not take.
        """
        url = call.parameters["url"]
        if not url:
            return self.delete(call)
        parts = urlsplit(url)
        if parts.scheme != "https" and not (parts.scheme == "http" and _is_local(parts.hostname or "")):
            raise bad_request("bad webhook: An HTTPS URL must be provided for webhook")
        secret = call.get("secret_token") or ""
        if not SECRET.fullmatch(secret):
            raise bad_request("secret token contains unallowed characters")
        bot = call.bot
        if call.get("allowed_updates") is not None:
            bot.allowed_updates = tuple(call.parameters["allowed_updates"])
        bot.webhook = Webhook(url=url, secret_token=secret, max_connections=call.get("max_connections") or 40)
        queue = self._world.queues[bot.user.id]
        queue.dismiss()
        if call.get("drop_pending_updates"):
            queue.clear()
        self._stop(bot.user.id)
        self._deliveries[bot.user.id] = asyncio.create_task(self._deliver(bot))
        return Done(result=True)

    def delete(self, call: Call) -> Done:
        """DeleteWebhook."""
        call.bot.webhook = None
        self._stop(call.bot.user.id)
        if call.get("drop_pending_updates"):
            self._world.queues[call.bot.user.id].clear()
        return Done(result=True)

    def describe(self, call: Call) -> Done:
        """GetWebhookInfo."""
        webhook = call.bot.webhook
        body: JsonObject = {
            "url": webhook.url if webhook else "",
            "has_custom_certificate": False,
            "pending_update_count": len(self._world.queues[call.bot.user.id]),
        }
        if webhook is not None:
            body["max_connections"] = webhook.max_connections
            if webhook.last_error_date is not None:
                body["last_error_date"] = webhook.last_error_date
                body["last_error_message"] = webhook.last_error_message
        if call.bot.allowed_updates:
            body["allowed_updates"] = list(call.bot.allowed_updates)
        return Done(result=body)

    def _stop(self, bot_id: int) -> None:
        task = self._deliveries.pop(bot_id, None)
        if task is not None:
            task.cancel()

    async def close(self) -> None:
        """Stop delivering."""
        tasks = list(self._deliveries.values())
        for bot_id in list(self._deliveries):
            self._stop(bot_id)
        for task in tasks:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    async def _deliver(self, bot: Bot) -> None:
        """The oldest update until it is taken (any 2xx), then the next; a growing pause after a failure."""
        queue = self._world.queues[bot.user.id]
        failures = 0
        reader = queue.take_over()
        async with aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30)) as session:
            while bot.webhook is not None:
                pending = queue.pending(1, now=self._world.clock.monotonic())
                if not pending:
                    if not await queue.wait(reader, LONGEST_POLL):
                        return
                    continue
                problem = await _post(session, bot.webhook, pending[0].as_json())
                if not problem:
                    failures = 0
                    queue.confirm(pending[0].update_id + 1)
                    continue
                bot.webhook.last_error_date = self._world.clock.unix()
                bot.webhook.last_error_message = problem
                await asyncio.sleep(RETRY_SECONDS[min(failures, len(RETRY_SECONDS) - 1)])
                failures += 1


async def _post(session: aiohttp.ClientSession, webhook: Webhook, update: JsonObject) -> str:
    """Send one update; what went wrong, or nothing."""
    headers = {"Content-Type": "application/json"}
    if webhook.secret_token:
        headers["X-Telegram-Bot-Api-Secret-Token"] = webhook.secret_token
    body = json.dumps(update, ensure_ascii=False).encode()
    try:
        async with session.post(webhook.url, data=body, headers=headers, allow_redirects=False) as response:
            await response.read()
            if 200 <= response.status < 300:
                return ""
            return f"Wrong response from the webhook: {response.status} {response.reason}"
    except TimeoutError:
        return "Read timeout expired"
    except aiohttp.ClientError as error:
        return f"Connection failed: {type(error).__name__}"


def _is_local(host: str) -> bool:
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False
