"""Stories reach the chats and forum topics whose rules want them, each once, over real HTTP."""

from bot.delivery.route import ChannelRule
from tests.delivery.conftest import Stage
from tests.delivery.desk import CHANNEL

FORUM = -1002002002002


async def test_each_topic_of_a_forum_gets_the_stories_of_its_rule(stage: Stage) -> None:
    await stage.sandbox.create_chat(FORUM, "supergroup", title="غرفة الأخبار", forum=True)
    topics = {}
    for name in ("اقتصاد", "رياضة"):
        made = await stage.sandbox.post(f"chats/{FORUM}/topics", name=name)
        topics[name] = made["thread_id"]
    stage.rules = [
        ChannelRule(address=FORUM, thread_id=topics["اقتصاد"], sections=("اقتصاد",)),
        ChannelRule(address=FORUM, thread_id=topics["رياضة"], words=("المنتخب",)),
        ChannelRule(address=CHANNEL, languages=("en",)),
    ]
    await stage.desk.story("أسعار النفط ترتفع", section="اقتصاد")
    await stage.desk.story("المنتخب يفوز", section="رياضة")
    await stage.desk.story("خبر لا يريده أحد", section="منوعات")
    await stage.desk.story("Oil rises", section="economy", language="en", topics=())
    await stage.run(rounds=2)
    posts = {
        message["text"].split("\n")[0].strip("\u200f"): message["message_thread_id"]
        for message in await stage.sandbox.messages(FORUM)
        if message.get("text")
    }
    assert posts == {"أسعار النفط ترتفع": topics["اقتصاد"], "المنتخب يفوز": topics["رياضة"]}
    assert [text.strip("\u200f") for text in await stage.texts()] == ["Oil rises"]
