"""◇ «عاجل»: is the article breaking news by its own words?"""

import re
from typing import Final

from bot.text.normalize import normalize

_CALL: Final = re.compile(
    r"^\W*(?:خبر\s+)?عاجل(?:\s+جدا)?\b(?!\s+(?:من|الى|ل)\b)|[|(\[{/#-]\s*عاجل\b|\bعاجل\s*[|!:)\]}]"
)


def is_breaking(title: str) -> bool:
    """Whether the headline carries «عاجل» as a call and not as a word of its sentence («لقاء عاجل»)."""
    return _CALL.search(normalize(title)) is not None
