"""config.example.toml documents every key there is: an operator finds out there what can be set."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec import Struct, structs

from bot.config.loading import section_in
from bot.config.sections import Settings

EXAMPLE = (Path(__file__).parents[2] / "config.example.toml").read_text(encoding="utf-8")


def keys_of(section: type[Struct], path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for field in structs.fields(section):
        inner = section_in(field.type)
        if inner is None:
            yield (*path, field.name)
        else:
            yield from keys_of(inner, (*path, field.name))


@pytest.mark.parametrize("key", list(keys_of(Settings)), ids=".".join)
def test_each_key_stands_in_the_example(key: tuple[str, ...]) -> None:
    assert re.search(rf"(?m)^(?:# )?(?:\w+ = \{{.*)?\b{key[-1]} = ", EXAMPLE)
