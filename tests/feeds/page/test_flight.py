"""The stream of Next.js' app router becomes values with markup in them, and never breaks the reading."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.feeds.page.flight import read_flight


def pushed(*rows: str) -> str:
    return "".join(f"self.__next_f.push({json.dumps([1, row])})" for row in rows)


def test_a_text_of_stated_length_stands_where_it_is_referred_to() -> None:
    text = "<p>نص\nفيه 2:{سطر}</p>"
    rows = (f"a:T{len(text.encode()):x},{text}", 'b:{"title":"عنوان","body":"$a","price":"$$5"}\n')
    assert read_flight(pushed(*rows)) == [{"title": "عنوان", "body": text, "price": "$5"}]


def test_elements_become_markup_and_what_components_are_given_stays_beside_it() -> None:
    tree = [
        "$",
        "main",
        None,
        {
            "children": [
                ["$", "h1", None, {"children": "أ < ب"}],
                ["$", "div", None, {"dangerouslySetInnerHTML": {"__html": "<p>نص</p>"}}],
                ["$", "$L7", None, {"story": {"id": 1}}],
            ]
        },
    ]
    (found,) = read_flight(pushed(f"1:{json.dumps(tree)}\n"))
    assert isinstance(found, list)
    assert found[0] == "<main><h1>أ &lt; ب</h1><div><p>نص</p></div></main>"
    assert found[1] == ["$", "$L7", None, {"story": {"id": 1}}]


def test_a_row_cut_by_two_scripts_is_one() -> None:
    assert read_flight(pushed('1:{"a":', '"ب"}\n')) == [{"a": "ب"}]


@pytest.mark.parametrize(
    "rows",
    [
        '1:{"a":"$2"}\n2:{"b":"$1"}\n',
        "1:" + '["$","p",null,{"children":' * 300 + '"x"' + "}]" * 300 + "\n",
        "1:Tffffffff,short",
        "1:Tzz,x\n2:[1\n:\n",
        '1:["$","p",null,"no properties"]\n',
        '1:["$","p",null,{"children":{"$":1}}]\n2:["$1",4,null]\n',
    ],
)
def test_circles_depths_and_lies_are_survived(rows: str) -> None:
    assert isinstance(read_flight(pushed(rows)), list)


@given(st.text(max_size=300))
def test_nothing_breaks_it(text: str) -> None:
    read_flight(pushed(text))
    read_flight(f'self.__next_f.push([1,"{text}"])')


def test_a_text_that_is_named_thousands_of_times_does_not_fill_the_memory() -> None:
    text = "خبر " * 5_000
    element = json.dumps(["$", "p", None, {"children": ["$1"] * 20_000}])
    stream = f"1:T{len(text.encode()):x},{text}2:{element}\n"
    rows = read_flight(f"self.__next_f.push([1,{json.dumps(stream)}])")
    assert sum(len(row) for row in rows if isinstance(row, str)) < 3_000_000
