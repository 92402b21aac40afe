"""Words are looked up in all lists at once."""

from hypothesis import given
from hypothesis import strategies as st

from bot.text.scan import Run, scan
from bot.text.tokens import words
from bot.text.vocabulary import words_known

LISTS = {1: ["مقتل", "جريح"], 2: ["جريح", "في"], 4: ["بغداد"]}
TEXTS = st.lists(st.sampled_from(["مقتل", "جريح", "في", "بغداد", "وفد", "12", "،"]), max_size=30).map(
    " ".join
)


@given(TEXTS)
def test_each_word_has_the_flags_of_the_lists_that_it_is_in(text: str) -> None:
    ((found, _),) = scan([text])
    flags = [sum(flag for flag, listed in LISTS.items() if word in listed) for word in words(text)]
    assert words_known(LISTS).kinds(found.words).tolist() == flags


@given(TEXTS, st.integers(0, 9), st.integers(0, 9))
def test_a_run_is_the_list_of_its_words(text: str, first: int, length: int) -> None:
    ((found, _),) = scan([text])
    every = words(text)
    first, last = min(first, len(every)), min(first + length, len(every))
    run = Run(found, first, last)
    assert list(run) == every[first:last] == [run[at] for at in range(len(run))]
    assert run[1:3] == every[first:last][1:3]
    assert list(run.until(2)) == every[first:last][:2]
