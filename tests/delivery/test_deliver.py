"""A story becomes exactly one post in its channel, over real HTTP and on both databases."""

from storage.store import Store

from bot.delivery.deliver import Deliverer
from bot.delivery.enqueue import enqueue
from bot.delivery.route import ChannelRule
from tests.delivery.desk import CHANNEL, Desk
from tests.fakes import ManualClock
from tests.sandbox_control import SandboxControl

RULES = [ChannelRule(address=CHANNEL)]


async def test_a_story_is_one_post(
    store: Store, clock: ManualClock, desk: Desk, deliverer: Deliverer, sandbox: SandboxControl, channel: int
) -> None:
    await desk.story()
    assert await enqueue(store, clock, RULES) == 1
    assert await enqueue(store, clock, RULES) == 0
    await deliverer.drain()
    await deliverer.drain()
    [message] = await sandbox.messages(channel)
    print(message["text"])
    assert message["text"].startswith("افتتاح جسر جديد في كربلاء\n\nافتتحت محافظة كربلاء")
    assert message["entities"][0]["type"] == "bold"
