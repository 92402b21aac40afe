"""◇ Words too common to tell one article from another; they are dropped from the index and from queries."""

from typing import Final

from bot.text.normalize import normalize

_PARTICLES: Final = """
    من منها منه منهم في فيها فيه فيهم على عليها عليه عليهم عن عنها عنه الى اليها اليه اليهم مع معها معه
    ب بها به بهم ل لها له لهم لك لي لنا ك و ف ا حتى منذ خلال ضمن نحو عند عندما لدى بين بينما قبل بعد غير
    ثم او ام اما بل لكن ولكن لا ولا لم ولم لن ولن ما وما مما كما فما ان بان وان فان انه انها بانه بانها
    وانه وانها اذ اذا لو كي لكي قد لقد فقد وقد سوف الا هل كل وكل بعض ايضا حيث اي جميع ومن وفي وعلى ومع وعن
    والى وهو وهي وهم فهو فهي هو هي هم هن نحن انا انت هذا هذه ذلك تلك هؤلاء هنا هناك وهذا وهذه وذلك
    الذي التي الذين اللذين اللتين اللواتي والذي والتي والذين مثل مثلا الآن
"""
_AUXILIARIES: Final = "كان كانت كانوا وكان وكانت يكون تكون وتكون ليس ليست"

STOP_WORDS: Final[frozenset[str]] = frozenset(normalize(f"{_PARTICLES} {_AUXILIARIES}").split())
"""Normalised; a word is a stop word before it is stemmed, so that «الان» goes and «فنان» stays."""
