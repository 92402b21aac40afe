"""People and bodies named in news, and what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.text.names import names_in
from bot.text.places import hashtag


@pytest.mark.parametrize(
    ("title", "names"),
    [
        ("مجلس الوزراء يقر الموازنة", ["مجلس الوزراء"]),
        ("قرار جديد لمجلس الوزراء", ["مجلس الوزراء"]),
        ("البنك المركزي العراقي يبيع 200 مليون دولار", ["البنك المركزي العراقي"]),
        ("هيئة الحشد الشعبي تنعى شهيداً", ["الحشد الشعبي"]),
        ("وزارة الدفاع العراقية تعلن وصول طائرات", ["وزارة الدفاع"]),
        ("رئيس الوزراء محمد شياع السوداني يصل البصرة", ["محمد شياع السوداني"]),
        ("استقبل وزير الخارجية عادل بن أحمد الجبير الوفد", ["عادل بن أحمد الجبير"]),
        ("رئيس الحكومة، سعد الدين العثماني: لا زيادة", ["سعد الدين العثماني"]),
        ("وزارة النفط ورئيس مجلس النواب محمود المشهداني", ["وزارة النفط", "مجلس النواب", "محمود المشهداني"]),
    ],
)
def test_names_are_told(title: str, names: list[str]) -> None:
    assert list(names_in(title, "")) == names


@pytest.mark.parametrize(
    "title",
    [
        "المجلس يجتمع غداً",
        "وزارة الدفاع الأمريكية تنفي",
        "الاتحاد الأفريقي لكرة القدم يعاقب نادياً",
        "شكر وزير العدل على هذه الثقة",
        "أكد وزير الخارجية محمد أن الاجتماع ناجح",
        "محمد السوداني يفوز بسباق الدراجات",
        "قال النائب حسن اليوم",
    ],
)
def test_what_is_not_sure_is_left_out(title: str) -> None:
    assert names_in(title, "") == ()


def test_a_name_is_a_hashtag() -> None:
    assert hashtag(names_in("مجلس الوزراء يقر الموازنة", "")[0]) == "#مجلس_الوزراء"


@given(st.text(max_size=80), st.text(max_size=80))
def test_any_text_can_be_read(title: str, text: str) -> None:
    names_in(f"النائب محمد {title}", f"رئيس الوزراء علي {text}")
