"""Arabic words call a command where they are meant for the bot, in any spelling, and nowhere else."""

import pytest

from bot.commands.catalogue import voice
from bot.commands.registry import Registry
from bot.commands.request import Audience, Command, Reply, Request, Role
from bot.locale.moments import Moments
from bot.locale.phrases import load_phrases
from bot.search.engine import SearchEngine
from bot.text.richtext import RichText
from storage.store import Store


@pytest.fixture
def registry(sqlite_store: Store) -> Registry:
    phrases = load_phrases()
    engine = SearchEngine(sqlite_store)
    return voice(store=sqlite_store, engine=engine, phrases=phrases, moments=Moments(phrases)).registry


@pytest.mark.parametrize(
    ("text", "name", "words"),
    [
        ("آخر الأخبار", "latest", ""),
        ("اخر الاخبار", "latest", ""),
        ("آخِرُ الأخبارِ!", "latest", ""),
        ("آخر الأخبار رياضة", "latest", "رياضة"),
        ("أخبار البصرة", "latest", "البصرة"),
        ("بحث كربلاء", "search", "كربلاء"),
        ("بحث عن مستشفى كربلاء", "search", "مستشفى كربلاء"),
        ("بحث: «سدة الهندية»", "search", "سدة الهندية»"),
        ("مساعدة", "help", ""),
        ("السلام عليكم", "start", ""),
        ("أوقف متابعة البصرة", "unfollow", "البصرة"),
    ],
)
def test_words_call_their_command(registry: Registry, text: str, name: str, words: str) -> None:
    found = registry.spoken(text, role=Role.READER, among_others=False)
    assert found is not None
    command, rest = found
    assert (command.name, rest) == (name, words)


@pytest.mark.parametrize(
    "text", ["مصادر طبية تؤكد", "مساعدة للنازحين", "بحثت كثيراً", "لماذا انقطعت الكهرباء", "", "؟", "😀"]
)
def test_a_readers_sentence_is_no_call(registry: Registry, text: str) -> None:
    assert registry.spoken(text, role=Role.READER, among_others=False) is None


def test_the_keepers_words_call_for_keepers_only(registry: Registry) -> None:
    assert registry.spoken("المصادر", role=Role.READER, among_others=False) is None
    found = registry.spoken("المصادر", role=Role.OWNER, among_others=False)
    assert found is not None
    assert found[0].name == "sources"


@pytest.mark.parametrize(
    ("text", "called"),
    [("آخر الأخبار", True), ("أخبار", False), ("بحث عن شقة", False), ("آخر الأخبار يا علي", False)],
)
def test_in_a_group_only_a_whole_phrase_calls(registry: Registry, text: str, called: bool) -> None:  # noqa: FBT001 - a case of the table
    assert (registry.spoken(text, role=Role.OWNER, among_others=True) is not None) is called


async def _nothing(_request: Request) -> Reply:
    return Reply(text=RichText(text=""))


def test_two_commands_cannot_share_a_name_or_an_action() -> None:
    first = Command(name="a", audience=Audience.EVERYONE, run=_nothing, presses={"x": _nothing})
    with pytest.raises(ValueError, match="one name"):
        Registry([first, Command(name="a", audience=Audience.EVERYONE, run=_nothing)])
    with pytest.raises(ValueError, match="one action"):
        Registry(
            [first, Command(name="b", audience=Audience.EVERYONE, run=_nothing, presses={"x": _nothing})]
        )
