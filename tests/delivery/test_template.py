"""Templates: a tiny language in which nothing can be executed and no value is ever read as markup."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.delivery.template import FIELDS, LONGEST, TemplateError, fill, parse_template
from bot.text.richtext import Entity, RichText, Style, utf16_length

SIGNS = "*_[]{}\\>\n"


def filled(template: str, /, **values: str) -> RichText:
    return fill(parse_template(template), values)


def test_a_field_shows_its_value_and_text_stays_text() -> None:
    assert filled("المصدر: {source}", source="واع") == RichText(text="المصدر: واع")


def test_styles_lie_on_what_stands_between_their_signs() -> None:
    found = filled("*{headline}* _{time}_", headline="افتتاح جسر", time="12:00")
    assert found.text == "افتتاح جسر 12:00"
    assert found.entities == (
        Entity(style=Style.BOLD, offset=0, length=10),
        Entity(style=Style.ITALIC, offset=11, length=5),
    )


def test_neighbours_of_one_style_are_one_entity() -> None:
    found = filled("*{mark}{headline}*", mark="عاجل | ", headline="انفجار")
    assert found.entities == (Entity(style=Style.BOLD, offset=0, length=13),)


def test_offsets_count_as_telegram_counts() -> None:
    found = filled("📍 *{place}*", place="بابل")
    assert found.entities == (Entity(style=Style.BOLD, offset=3, length=4),)


def test_a_part_goes_when_one_of_its_fields_is_empty_and_a_line_when_all_are() -> None:
    source = "[📍 {place} · ]{time}\nنقلته أيضاً: {also}\n{source}"
    assert filled(source, place="البصرة", time="12:00", source="واع").text == "📍 البصرة · 12:00\nواع"
    assert filled(source, time="12:00", also="شفق", source="واع").text == "12:00\nنقلته أيضاً: شفق\nواع"


def test_of_several_empty_lines_one_stays_and_none_at_the_ends() -> None:
    source = "\n\n{headline}\n\n\n{summary}\n\n{footer}\n\n{source}\n\n"
    assert filled(source, headline="عنوان", source="واع").text == "عنوان\n\nواع"
    assert filled(source).text == ""


def test_a_line_that_begins_with_a_sign_is_a_quotation() -> None:
    found = filled("{headline}\n>{full_text}", headline="عنوان", full_text="سطر\n\nوسطر")
    assert found.entities == (Entity(style=Style.EXPANDABLE_BLOCKQUOTE, offset=6, length=9),)


def test_a_backslash_takes_the_next_character_as_it_is() -> None:
    assert filled(r"\*{source}\* \[1\] \{x\} \\", source="واع").text == "*واع* [1] {x} \\"


def test_a_line_gets_the_mark_of_its_direction_from_all_that_it_says() -> None:
    seen: list[str] = []

    def finish(line: str) -> str:
        seen.append(line)
        return "\u200f" + line

    found = fill(parse_template("BBC: *{headline}*"), {"headline": "خبر"}, finish=finish)
    assert seen == ["BBC: خبر"]
    assert found.text == "\u200fBBC: خبر"
    assert found.entities == (Entity(style=Style.BOLD, offset=6, length=3),)


@pytest.mark.parametrize(
    ("source", "says"),
    [
        ("{headlin}", "line 1: there is no field {headlin}"),
        ("{headline.__class__}", "there is no field"),
        ("عنوان\n[{place}", "line 2: a [ without its ]"),
        ("{place}]", "a ] without its ["),
        ("[[{place}]]", "a [ within a [ … ]"),
        ("*{place}", "a * or _ without its second"),
        ("> _{place}", "a * or _ without its second"),
        ("ن" * (LONGEST + 1), f"at most {LONGEST}"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_with_the_place_and_the_cure(
    source: str, says: str
) -> None:
    with pytest.raises(TemplateError) as refusal:
        parse_template(source)
    assert says in str(refusal.value)


def test_a_template_knows_its_fields() -> None:
    assert parse_template("{mark} {headline}\n>{full_text}").fields == {"mark", "headline", "full_text"}


@given(st.text(st.sampled_from(SIGNS + "ab خب👍"), max_size=40))
def test_any_text_is_either_a_template_or_refused(source: str) -> None:
    try:
        template = parse_template(source)
    except TemplateError:
        return
    assert template.fields <= FIELDS
    assert fill(template, {}).text == fill(template, dict.fromkeys(FIELDS, "")).text


@given(st.text("خبرأ ء{}*_[]\\>'aZ٣4👍ً".replace(" ", ""), min_size=1, max_size=30))
def test_a_value_is_never_read_as_template(value: str) -> None:
    found = filled("*{headline}*\n{summary}", headline=value, summary=f"{{source}} *{value}*")
    assert found.text == f"{value}\n{{source}} *{value}*"
    assert found.entities == (Entity(style=Style.BOLD, offset=0, length=utf16_length(value)),)
