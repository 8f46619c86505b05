"""The library of symbols: every SVG file in resources/symbols, its Chinese title and its English description.

A file that is dropped into the folder is there at the next start; nothing else has to be told of it.
"""

from dataclasses import dataclass
from functools import lru_cache
from xml.etree import ElementTree

from workstation.api import N_
from workstation.api import drawing as d

GROUPS: dict[str, str] = {
    "fire": N_("Fire scene"), "site": N_("Site and fire protection"), "electrical": N_("Electrical parts"),
    "furniture": N_("Furniture and machines"), "map": N_("Map"),
}
TRUE_SIZE = "furniture"
USUAL_SIZE_M: dict[str, tuple[float, float]] = {
    "furniture/table": (1.2, 0.6), "furniture/desk": (1.2, 0.6), "furniture/chair": (0.45, 0.45),
    "furniture/bed": (1.0, 2.0), "furniture/double-bed": (1.5, 2.0), "furniture/sofa": (1.8, 0.8),
    "furniture/cabinet": (0.9, 0.45), "furniture/shelf": (2.0, 0.6), "furniture/stack": (1.2, 0.9),
    "furniture/sewing-machine": (1.05, 0.55), "furniture/cutting-table": (2.4, 1.2), "furniture/stove": (0.75, 0.45),
    "furniture/sink": (0.6, 0.5), "furniture/toilet": (0.4, 0.7), "furniture/fridge": (0.6, 0.65),
    "furniture/tv": (1.1, 0.25), "furniture/e-bike": (1.7, 0.6), "furniture/car": (4.6, 1.8),
    "furniture/gas-bottle": (0.33, 0.33), "furniture/machine": (1.2, 0.9), "furniture/box": (0.6, 0.4),
}


@dataclass(frozen=True)
class SymbolInfo:
    """A symbol: ``name`` as entities hold it, what it is called in both languages, whether it has a true size."""

    name: str
    chinese: str
    english: str

    @property
    def group(self) -> str:
        """The folder in which it lies."""
        return self.name.partition("/")[0]

    @property
    def true_size(self) -> bool:
        """Whether it is drawn as large as it is, not as large as a sign on paper."""
        return self.group == TRUE_SIZE

    def title(self, language: str) -> str:
        """What it is called; the name of the file if the file does not say."""
        return (self.chinese if language == "zh" else self.english) or self.chinese or self.name.rpartition("/")[2]


@lru_cache(maxsize=1)
def library() -> dict[str, SymbolInfo]:
    """Every symbol by its name; a file that can't be read keeps its file name."""
    return {name: _info(name) for name in d.symbol_names()}


def title_of(name: str, language: str) -> str:
    """What a symbol is called."""
    known = library().get(name)
    return known.title(language) if known else name.rpartition("/")[2]


def _info(name: str) -> SymbolInfo:
    try:
        root = ElementTree.parse(d.FOLDER / f"{name}.svg").getroot()
    except (OSError, ElementTree.ParseError):
        return SymbolInfo(name, "", "")
    texts = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in root}
    return SymbolInfo(name, texts.get("title", ""), texts.get("desc", ""))
