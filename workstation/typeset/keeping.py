"""What stays together on a page: a heading with the beginning of what it is about, places to sign with the text above.

Heights in points, without drawing anything.
"""

from workstation.typeset.blocks import Block, Heading, KeyValues, Paragraph, Signatures, Table
from workstation.typeset.layout_grid import beginning_of_table, height_of_key_values
from workstation.typeset.layout_text import height_of_signatures
from workstation.typeset.lines import set_lines
from workstation.typeset.pages import Pages, heights
from workstation.typeset.style import BODY, HEADINGS, HEIGHT, PARAGRAPHS, WIDTH

_SOME_ROWS = 90.0
_SHORT = 0.3  # share of a page: text that is longer is not moved for the sake of the signatures below it


def keep_together(pages: Pages, block: Block, following: Block | None) -> None:
    """Go to a new page if the block would be torn from what follows it."""
    if isinstance(block, Heading) and following is not None:
        pages.follow = _beginning(following)
    elif isinstance(block, Paragraph | KeyValues) and isinstance(following, Signatures):
        height = _height(block)
        if height <= HEIGHT * _SHORT:
            pages.need(height + height_of_signatures(following))


def _beginning(block: Block) -> float:
    """How much of a block has to stand below its heading."""
    match block:
        case Table():
            return beginning_of_table(block)
        case KeyValues():
            return min(height_of_key_values(block), _SOME_ROWS)
        case Signatures():
            return height_of_signatures(block)
        case Heading():
            return heights(set_lines(block.text, HEADINGS[block.level], WIDTH, {})) + 3 * BODY.leading
    return 0.0


def _height(block: Paragraph | KeyValues) -> float:
    if isinstance(block, KeyValues):
        return height_of_key_values(block)
    return heights(set_lines(block.text, PARAGRAPHS[block.style], WIDTH, {})) + 5
