"""/why tells an editor which condition of a channel a story does not fulfil."""

from bot.commands.request import ChatKind, Request, Role
from bot.commands.tracing import Tracing
from bot.delivery.route import ChannelRule
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from storage.records.identity import ChatId
from storage.store import Store
from tests.commands.newsroom import add_story
from tests.fakes import ManualClock

PHRASES = load_phrases()


async def test_a_channel_that_takes_other_sources_says_so(store: Store, clock: ManualClock) -> None:
    await add_story(store, title="افتتاح جسر", sources=("واع",), now=clock.now())
    rules = [ChannelRule(address=-1001, sources=("شفق نيوز",)), ChannelRule(address=-1002)]
    request = Request(
        update_id=1,
        chat_id=ChatId(9001),
        chat_kind=ChatKind.PRIVATE,
        user_id=9001,
        role=Role.OWNER,
        now=clock.now(),
        words="https://example.org/1",
    )
    told = (await Tracing(store, PHRASES, Moments(PHRASES), rules).run(request)).text.text
    assert "لا يُنشر في -1001: لا تأخذ أخبار هذا المصدر" in told
    assert "-1002" not in told
