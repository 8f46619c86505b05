"""A scheme of what was published about where the fire began and how it spread: no plan, since none was published."""

from typing import Any

from modules.drawing import operations
from modules.drawing.records import Entity, Kind, LayerRole, Point, Sheet, SheetKind
from workstation.api import Work

DRAWING, SHEET = "scheme", "scheme-sheet"
TITLE = "起火部位与蔓延示意图"
NOTICE = "据公开报道绘制的示意图，非现场勘验所得：\n未经测量，不按比例，不代表实际楼层和布局。"
IGNITION = "环氧树脂底涂材料的易挥发成分与空气形成爆炸性混合物，\n被角磨机切割金属净化板的火花点燃 [C]"
_STOREY, _ABOVE, _WIDE = 4.0, 11.0, 10.4


def draw_scheme(work: Work) -> None:
    """The published facts as a scheme, each with the letter of its source; nobody signs it."""
    operations.begin_drawing(work, TITLE, DRAWING, note=NOTICE.replace("\n", ""))
    operations.draw(work, [
        _made(Kind.HATCH, LayerRole.TRACES, (0.3, 0.3), (_WIDE - 0.3, 0.3), (_WIDE - 0.3, _STOREY - 0.3),
              (0.3, _STOREY - 0.3), style="origin"),
        _made(Kind.LINE, LayerRole.EXISTING, (0.0, 0.0), (_WIDE, 0.0), (_WIDE, _ABOVE), (0.0, _ABOVE), closed=True),
        _made(Kind.LINE, LayerRole.EXISTING, (0.0, _STOREY), (_WIDE, _STOREY)),
        _text((5.2, _ABOVE + 0.6), "住院部东楼 [A][B][G]", 3.6, style="bold"),
        _text((5.2, 3.2), "改造施工现场（公布的起火部位）[A][C]", 3.0, style="bold"),
        _text((5.2, 2.2), IGNITION, 2.4),
        _made(Kind.ARROW, LayerRole.TRACES, (2.4, 1.0), (8.0, 1.0), style="spread", text="引燃木质装修 [C]"),
        _text((5.2, 10.2), "楼上病区", 3.0, style="bold"),
        _made(Kind.ARROW, LayerRole.TRACES, (1.3, 3.0), (1.3, 8.8), style="smoke", text="火势和烟气蔓延 [C]"),
        _text((6.0, 8.6), "部分防火分隔未发挥作用，固定消防设施失效 [C]", 2.4),
        _text((6.0, 7.3), "初期处置不力，未及时疏散楼上患者 [C]", 2.4),
        _text((6.0, 6.0), "走廊墙面以大芯板饰面、刷防火涂料 [J]", 2.4),
        _text((5.2, -1.2), NOTICE, 2.8, colour="#b3261e"),
    ])
    operations.put_sheet(work, Sheet(
        id=SHEET, drawing_id=DRAWING, title=TITLE, number="图1", kind=SheetKind.SECTION, paper="A4", landscape=False,
        scale=100, to_scale=False, centre=(5.2, 5.0), fire_name="北京丰台长峰医院「4·18」重大火灾（据公开报道整理）",
        note="示意图",
    ))


def _made(kind: Kind, role: LayerRole, *points: Point, **values: Any) -> Entity:
    return Entity(drawing_id=DRAWING, layer_id=operations.layer_of(DRAWING, role), kind=kind, points=points, **values)


def _text(at: Point, text: str, paper_mm: float, **values: Any) -> Entity:
    return _made(Kind.TEXT, LayerRole.ANNOTATION, at, text=text, paper_mm=paper_mm, **values)
