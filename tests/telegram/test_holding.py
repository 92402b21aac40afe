"""What the burst guard holds back waits for an editor, who lets it out or files it, one by one or all."""

import pytest

from bot.clock import SystemClock
from storage.records.article import ArticleContent, Intake, PageState
from storage.records.feed import NewArticle
from storage.records.identity import ArticleId
from storage.store import Store
from tests.commands.newsroom import add_source
from tests.telegram.conftest import OWNER, Room


async def hold(store: Store, count: int) -> list[ArticleId]:
    """So many articles that their source handed in as new and that cannot be."""
    now = SystemClock().now()
    async with store.write() as tx:
        source_id = await add_source(tx, "واع", now=now)
        return list(
            await tx.intake.add(
                [
                    NewArticle(
                        source_id=source_id,
                        feed_id=None,
                        content=ArticleContent(
                            url=f"https://example.org/{number}",
                            entry_id=None,
                            title=f"افتتاح مدرسة رقم {number} في كربلاء",
                            text="",
                            published_at=now,
                        ),
                        keys=(number,),
                        entry_hash=0,
                        content_hash=0,
                        intake=Intake.HELD,
                        page_state=PageState.NONE,
                        seen_at=now,
                    )
                    for number in range(1, count + 1)
                ]
            )
        )


async def intakes(store: Store, articles: list[ArticleId]) -> list[Intake]:
    async with store.read() as tx:
        found = [await tx.articles.get(article_id) for article_id in articles]
    return [article.intake for article in found if article is not None]


async def test_nothing_held_is_said_so(room: Room) -> None:
    assert (await room.answer("/held", chat_id=OWNER))["text"] == "لا شيء محجوز."


async def test_the_newest_are_shown_with_their_count(room: Room) -> None:
    await hold(room.store, 12)
    answer = await room.answer("المحجوز", chat_id=OWNER)
    assert answer["text"].startswith("أخبار محجوزة · 12 خبراً")
    assert "افتتاح مدرسة رقم 12 في كربلاء" in answer["text"]
    assert "افتتاح مدرسة رقم 7 في كربلاء" not in answer["text"]


@pytest.mark.parametrize(
    ("label", "said", "becomes"),
    [
        ("1: انشر", "يُنشر خلال لحظات إن كان لقناة نصيب فيه.", Intake.NEWS),
        ("1: للأرشيف", "حُفظ في الأرشيف دون نشر.", Intake.SEED),
    ],
)
async def test_an_editor_decides_on_one(room: Room, label: str, said: str, becomes: Intake) -> None:
    articles = await hold(room.store, 2)
    answer = await room.answer("/held", chat_id=OWNER)
    press = await room.press(answer, label, user_id=OWNER)
    assert await room.noticed(press) == said
    assert "خبر واحد" in (await room.changed(answer))["text"]
    assert await intakes(room.store, articles) == [Intake.HELD, becomes]


async def test_all_that_was_held_goes_to_the_archive_with_one_press(room: Room) -> None:
    articles = await hold(room.store, 7)
    answer = await room.answer("/held", chat_id=OWNER)
    press = await room.press(answer, "الكل للأرشيف", user_id=OWNER)
    assert await room.noticed(press) == "حُفظ في الأرشيف دون نشر: 7 أخبار"
    assert set(await intakes(room.store, articles)) == {Intake.SEED}


async def test_what_is_held_after_the_editor_looked_is_not_meant(store: Store) -> None:
    first, second = await hold(store, 2)
    async with store.write() as tx:
        assert await tx.intake.release_all(first, Intake.SEED) == 1
    assert await intakes(store, [first, second]) == [Intake.SEED, Intake.HELD]


async def test_a_second_press_does_nothing_and_says_so(room: Room) -> None:
    articles = await hold(room.store, 2)
    answer = await room.answer("/held", chat_id=OWNER)
    async with room.store.write() as tx:
        await tx.intake.release(articles[-1], Intake.NEWS)
    press = await room.press(answer, "1: للأرشيف", user_id=OWNER)
    assert await room.noticed(press) == "حُسم أمره من قبل."
    assert await intakes(room.store, articles) == [Intake.HELD, Intake.NEWS]
