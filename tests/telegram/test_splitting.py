"""A long reply becomes messages that Telegram takes: nothing is lost, no entity torn that need not be."""

import re

from hypothesis import given
from hypothesis import strategies as st

from bot.telegram.splitting import split
from bot.text.richtext import RichText, Span, Style, bold, compose, utf16_length

WORDS = st.text(st.sampled_from("ابتثجحخدذرزسشصضطظعغفقكلمنهوي \n😀👩🏽‍💻ًَabc،."), min_size=1, max_size=40)
TEXTS = st.lists(st.tuples(WORDS, st.sampled_from([(), (Style.BOLD,), (Style.ITALIC,)])), max_size=12)


def written(parts: list[tuple[str, tuple[Style, ...]]]) -> RichText:
    return compose(Span(text, styles) for text, styles in parts)


def letters(text: str) -> str:
    return re.sub(r"\s", "", text)


@given(TEXTS, st.integers(min_value=40, max_value=120))
def test_the_pieces_hold_all_letters_in_order_and_fit(
    parts: list[tuple[str, tuple[Style, ...]]], limit: int
) -> None:
    text = written(parts)
    pieces = split(text, limit)
    assert all(0 < piece.units <= limit for piece in pieces)
    assert letters("".join(piece.text for piece in pieces)) == letters(text.text)


@given(TEXTS, st.integers(min_value=40, max_value=120))
def test_entities_stay_inside_their_pieces_and_on_their_letters(
    parts: list[tuple[str, tuple[Style, ...]]], limit: int
) -> None:
    text = written(parts)
    pieces = split(text, limit)
    for piece in pieces:
        for entity in piece.entities:
            assert 0 <= entity.offset < entity.offset + entity.length <= piece.units
    styled = "".join(covered(piece) for piece in pieces)
    assert letters(styled) == letters(covered(text))


def covered(text: RichText) -> str:
    units = text.text.encode("utf-16-le")
    return "".join(
        units[2 * each.offset : 2 * (each.offset + each.length)].decode("utf-16-le") for each in text.entities
    )


def test_the_cut_is_at_a_paragraph_where_there_is_one() -> None:
    text = RichText(text="خبر أول طويل بعض الشيء\n\nخبر ثانٍ")
    assert [piece.text for piece in split(text, 28)] == ["خبر أول طويل بعض الشيء", "خبر ثانٍ"]


def test_a_short_entity_is_not_torn() -> None:
    text = compose(["كلمة " * 5, bold("عنوان من كلمات"), " بعده"])
    pieces = split(text, 34)
    assert [covered(piece) for piece in pieces if piece.entities] == ["عنوان من كلمات"]


def test_an_emoji_with_its_joiners_is_not_torn() -> None:
    pieces = split(RichText(text="👩🏽‍💻" * 30), 50)
    assert all(piece.text.startswith("👩🏽‍💻") for piece in pieces)


def test_a_message_that_fits_stays_one() -> None:
    text = RichText(text="نص" * 2048)
    assert utf16_length(text.text) == 4096
    assert split(text) == [text]
    assert len(split(RichText(text=text.text + "أ"))) == 2


def test_more_than_a_hundred_entities_are_not_sent() -> None:
    text = compose([each for number in range(120) for each in (bold(str(number)), " ")])
    assert len(split(text)[0].entities) == 100
