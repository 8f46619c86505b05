"""First letters of readings: by the order of the standard, with rarer characters of the catalogues."""

from collections import Counter

from workstation.domain.initials import initials
from workstation.domain.words import LOCALE, load_po


def test_common_words_of_the_trade() -> None:
    assert initials("物证提取") == "wztq" and initials("照片") == "zp" and initials("询问笔录") == "xwbl"
    assert initials("烬察 Embercase") == "jc Embercase" and initials("锂电池W-001") == "ldcW-001"


def test_the_borders_of_the_standard() -> None:
    assert initials("啊芭擦搭蛾发噶哈击喀垃妈拿哦啪期然撒塌挖昔压匝座") == "abcdefghjklmnopqrstwxyzz"


def test_every_character_of_the_catalogues_has_a_letter() -> None:
    missing: Counter[str] = Counter()
    for path in (LOCALE / "zh").glob("*.po"):
        for message in load_po(path):
            for character in str(message.string):
                if "一" <= character <= "鿿" and not initials(character):
                    missing[character] += 1
    assert sum(missing.values()) < 20, missing.most_common(20)
