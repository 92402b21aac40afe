"""Many texts at once say what each says alone."""

from hypothesis import example, given
from hypothesis import strategies as st

from bot.text.scan import scan
from bot.text.stem import stem
from bot.text.tokens import words

ARABIC = st.text(alphabet="ابتثجحخدذرزسشصضطظعغفقكلمنهويةىءأإآؤئ ًّ٠١9، .ـﻻﷲ\n", max_size=120)
BASIC = st.text(alphabet=st.characters(max_codepoint=0xFFFE, exclude_categories=["Cs"]), max_size=80)


@given(st.lists(ARABIC | BASIC, max_size=6))
@example(["خبر\x00عاجل"])
def test_words_and_stems_are_those_of_each_text(texts: list[str]) -> None:
    found = list(scan(texts))
    assert len(found) == len(texts)
    for text, (read, number) in zip(texts, found, strict=True):
        first, last = read.bounds[number], read.bounds[number + 1]
        assert read.spelled(first, last) == words(text)
        stems = zip(read.stem_starts[first:last].tolist(), read.stem_ends[first:last].tolist(), strict=True)
        assert [read.folded[start:end] for start, end in stems] == [stem(word) for word in words(text)]


def test_one_stem_has_one_hash_wherever_it_stands() -> None:
    texts = ["الوزراء في بغداد", "نص " * 30_000, f"قال {'وزراء ' * 5} إن 12 وزراء", "س " * 40_000 + "للوزراء"]
    hashes = set()
    for read, number in scan(texts):
        for at in range(read.bounds[number], read.bounds[number + 1]):
            start, end = int(read.stem_starts[at]), int(read.stem_ends[at])
            if read.folded[start:end] == "وزرا":
                hashes.add(int(read.stems[at]))
    assert len(hashes) == 1


def test_runs_of_digits_are_told() -> None:
    ((read, _),) = scan(["سعر 1480 ديناراً ٢٠٢٦"])
    assert read.digits.tolist() == [False, True, False, True]


def test_signs_beyond_the_basic_plane_part_words() -> None:
    ((read, _),) = scan(["خبر😀عاجل \ud83d"])
    assert read.spelled(0, 2) == ["خبر", "عاجل"]
