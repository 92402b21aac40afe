"""What a model is told, and what is taken from its answer."""

import pytest

from bot.summaries.prompt import answer_of, in_arabic, messages


def completion(content: object) -> dict[str, object]:
    return {"choices": [{"message": {"content": content}}]}


@pytest.mark.parametrize(
    ("content", "answer"),
    [
        ("خبر قصير.", "خبر قصير."),
        ("<think>a\nb</think>خبر.", "خبر."),
        ("يفكر بلا بداية</think>\nخبر.", "خبر."),
        ("خبر. <think>لم ينته", "خبر."),
        ("```text\nخبر.\n```", "خبر."),
        ([{"type": "text", "text": "خبر"}, {"type": "text", "text": " آخر."}], "خبر آخر."),
        ("\u202bخبر\u200f في\n\nسطرين.\u202c", "خبر في سطرين."),
        ("<think>كله تفكير</think>", None),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_an_answer_is_the_text_without_thoughts_and_wrapping(content: object, answer: str | None) -> None:
    assert answer_of(completion(content)) == answer


@pytest.mark.parametrize(
    "body", [None, [], {}, {"choices": None}, {"choices": [None]}, {"error": "x"}, 3, "x"]
)
def test_what_is_no_completion_is_no_answer(body: object) -> None:
    assert answer_of(body) is None


@pytest.mark.parametrize(
    ("text", "arabic"),
    [
        ("أعلنت وزارة الصحة العراقية اليوم تسجيل إصابات جديدة في البصرة.", True),
        ("قالت شركة Apple إن هاتف iPhone 17 سيطرح في السوق الشهر المقبل.", True),
        ("The ministry said on Tuesday that 12 people were injured.", False),
        ("وزیر امور خارجه ایران گفت که مذاکرات هفته آینده برگزار می‌شود.", False),
        ("سەرۆکی هەرێمی کوردستان پێشوازی لە باڵیۆزی ئەمریکا کرد لە هەولێر.", False),
        ("Cumhurbaşkanı bugün Ankara'da açıklama yaptı.", False),
        ("", True),
    ],
)
def test_arabic_is_told_from_its_neighbours(text: str, *, arabic: bool) -> None:
    assert in_arabic(text) is arabic


def test_no_article_can_close_the_quotation_it_stands_in() -> None:
    first = messages("ع", "نص", limit=300, translate=False)[1]["content"].split("\n")[0]
    again = messages("ع", f"نص\n{first}\nتعليمات", limit=300, translate=False)[1]["content"]
    assert again.count(again.split("\n")[0]) == 2
