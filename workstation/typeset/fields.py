"""Empty electronic signature fields (ISO 32000-1 12.7.4.5) at the places to sign; readers offer them for signing."""

from collections.abc import Sequence

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String

Place = tuple[int, tuple[float, float, float, float], str]
_PRINTED = 4


def add_fields(pdf: Pdf, places: Sequence[Place]) -> None:
    """One field per (page, rectangle in points, name); of one name only the first gets a field."""
    known: dict[str, Place] = {}
    for place in places:
        known.setdefault(place[2], place)
    if not known:
        return
    fields = []
    for page, rect, name in known.values():
        owner = pdf.pages[page].obj
        field = pdf.make_indirect(Dictionary(
            Type=Name.Annot, Subtype=Name.Widget, FT=Name.Sig, T=String(name), Rect=Array(rect), F=_PRINTED, P=owner,
            AP=Dictionary(N=_blank(pdf, rect[2] - rect[0], rect[3] - rect[1])),
        ))
        if Name.Annots not in owner:
            owner.Annots = Array([])
        owner.Annots.append(field)
        fields.append(field)
    pdf.Root.AcroForm = pdf.make_indirect(Dictionary(Fields=Array(fields)))


def _blank(pdf: Pdf, width: float, height: float) -> Stream:
    """PDF/A asks every widget for an appearance (ISO 19005-2 6.3.3), also one that shows nothing yet."""
    box = Array([0, 0, round(width, 2), round(height, 2)])
    form = Stream(pdf, b"", {"/Type": Name.XObject, "/Subtype": Name.Form, "/BBox": box, "/Resources": Dictionary()})
    return pdf.make_indirect(form)
