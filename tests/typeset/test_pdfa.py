"""The rules of PDF/A-2b (ISO 19005-2) that a structure can break, asserted one by one."""

import re
from pathlib import Path
from xml.etree import ElementTree

import pikepdf
import pytest

from tests.typeset.sample import INFO, build, jpeg
from workstation.typeset.blocks import (
    Figure,
    Heading,
    Line,
    Paragraph,
    Photo,
    Qr,
    SignaturePlace,
    Signatures,
    Span,
    Text,
)
from workstation.typeset.pdfa import srgb_profile


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("pdfa")
    blocks = [
        Heading(1, "标题", "a"),
        Paragraph(("正文 Text ", Span("链接", target="a"), Span("待核", badge=True))),
        Photo(str(jpeg(folder / "p.jpg"))),
        Figure(100, 30, (Line(0, 0, 50, 20, arrow=True), Text(10, 10, "图形"))),
        Qr("head"),
    ]
    return build(folder, [blocks, blocks])[0]


def streams(pdf: pikepdf.Pdf) -> list[pikepdf.Stream]:
    return [thing for thing in pdf.objects if isinstance(thing, pikepdf.Stream)]


def test_header_and_identifier(made: Path) -> None:
    data = made.read_bytes()
    assert data.startswith(b"%PDF-1.7\n%")
    assert all(byte > 127 for byte in data[10:14])
    with pikepdf.open(made) as pdf:
        assert len(pdf.trailer.ID) == 2
        assert not pdf.is_encrypted


def test_output_intent_is_srgb_and_never_changes(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        (intent,) = pdf.Root.OutputIntents
        assert intent.S == "/GTS_PDFA1"
        assert intent.DestOutputProfile.N == 3
        profile = intent.DestOutputProfile.read_bytes()
    assert profile == srgb_profile()
    assert profile[36:40] == b"acsp"
    assert profile[16:20] == b"RGB "
    assert profile[8] <= 4
    assert int.from_bytes(profile[:4], "big") == len(profile)


def test_metadata_says_what_the_document_information_says(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        metadata = pdf.Root.Metadata
        assert pikepdf.Name.Filter not in metadata
        packet = metadata.read_bytes()
        information = {str(key): str(value) for key, value in pdf.docinfo.items()}
        with pdf.open_metadata() as read:
            assert read.pdfa_status == "2B"
            assert read["dc:title"] == information["/Title"] == INFO.title
            assert read["dc:creator"] == [information["/Author"]] == [INFO.author]
            assert read["dc:description"] == information["/Subject"]
            assert read["pdf:Producer"] == information["/Producer"]
            assert read["xmp:CreatorTool"] == information["/Creator"]
            assert read["xmp:CreateDate"] == "2026-02-20T08:30:00+00:00"
    assert information["/CreationDate"] == "D:20260220083000+00'00'"
    ElementTree.fromstring(packet)


def test_every_font_is_embedded_with_widths_and_unicode(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        fonts = [thing for thing in pdf.objects if isinstance(thing, pikepdf.Dictionary) and "/Type" in thing
                 and thing.Type == "/Font" and thing.Subtype == "/Type0"]  # fmt: skip
        assert len(fonts) == 3, "one subset per face in the whole document"
        for font in fonts:
            assert font.Encoding == "/Identity-H"
            assert b"beginbfchar" in font.ToUnicode.read_bytes()
            (descendant,) = font.DescendantFonts
            assert descendant.CIDToGIDMap == "/Identity"
            assert re.match(r"/[A-Z]{6}\+", str(descendant.BaseFont))
            assert descendant.FontDescriptor.FontName == descendant.BaseFont
            file = descendant.FontDescriptor.FontFile2
            assert int(file.Length1) == len(file.read_bytes())
        shared = {page.obj.Resources.Font.objgen for page in pdf.pages}
        assert len(shared) == 1


def test_every_glyph_that_is_shown_is_in_its_subset(made: Path) -> None:
    shown: dict[str, set[int]] = {}
    with pikepdf.open(made) as pdf:
        for page in pdf.pages:
            font = ""
            for operands, operator in pikepdf.parse_content_stream(page):
                if str(operator) == "Tf":
                    font = str(operands[0])
                elif str(operator) == "Tj":
                    codes = bytes(operands[0])
                    pairs = zip(codes[::2], codes[1::2], strict=True)
                    shown.setdefault(font, set()).update(high << 8 | low for high, low in pairs)
        fonts = pdf.pages[0].obj.Resources.Font
        assert set(shown) == {"/Serif", "/Sans", "/Bold"}
        for name, glyphs in shown.items():
            assert 0 not in glyphs, ".notdef may not be shown"
            font = fonts[name]
            widths = widths_of(font.DescendantFonts[0].W)
            mapped = {
                int(code, 16)
                for code in re.findall(
                    rb"<([0-9A-F]{4})> <", font.ToUnicode.read_bytes().split(b"endcodespacerange")[1]
                )
            }
            assert glyphs == set(widths) == mapped


def widths_of(array: pikepdf.Array) -> dict[int, int]:
    items = list(array)
    return {
        int(first) + place: int(width)
        for first, run in zip(items[::2], items[1::2], strict=True)
        for place, width in enumerate(run)
    }


def test_annotations_are_printed_and_plain(made: Path) -> None:
    count = 0
    with pikepdf.open(made) as pdf:
        for page in pdf.pages:
            for annotation in page.obj.get("/Annots", []):
                count += 1
                assert annotation.Subtype == "/Link"
                assert int(annotation.F) == 4
                assert annotation.A.S == "/GoTo"
    assert count >= 4


def test_nothing_forbidden_is_in_the_file(made: Path) -> None:
    forbidden = {"/JavaScript", "/JS", "/AA", "/OpenAction", "/EmbeddedFiles", "/XFA", "/AcroForm", "/SMask", "/Launch"}
    with pikepdf.open(made) as pdf:
        for thing in pdf.objects:
            if isinstance(thing, pikepdf.Dictionary | pikepdf.Stream):
                assert not forbidden & set(thing.keys())
                assert not {"/CA", "/ca", "/BM", "/TR", "/Trans", "/PresSteps"} & set(thing.keys())
        filters = {str(name) for stream in streams(pdf) for name in filters_of(stream)}
        assert filters <= {"/FlateDecode", "/DCTDecode"}
        for stream in streams(pdf):
            assert not {"/F", "/FFilter", "/FDecodeParms"} & set(stream.keys())


def filters_of(stream: pikepdf.Stream) -> list[pikepdf.Object]:
    found = stream.get("/Filter", [])
    return [found] if isinstance(found, pikepdf.Name) else list(found)


def test_colours_are_those_of_the_intent(made: Path) -> None:
    with pikepdf.open(made) as pdf:
        for page in pdf.pages:
            operators = {str(operator) for _, operator in pikepdf.parse_content_stream(page)}
            assert not operators & {"k", "K", "cs", "CS", "sh", "ri"}
        images = [stream for stream in streams(pdf) if stream.get("/Subtype") == "/Image"]
        assert images
        assert {str(image.ColorSpace) for image in images} <= {"/DeviceRGB", "/DeviceGray"}


def test_places_to_sign_are_signature_fields(tmp_path: Path) -> None:
    places = Signatures((SignaturePlace("承办人", field="investigator"), SignaturePlace("见证人")))
    target, _ = build(tmp_path, [[places]])
    with pikepdf.open(target) as pdf:
        (field,) = pdf.Root.AcroForm.Fields
        assert (field.FT, str(field.T), field.Subtype) == ("/Sig", "investigator", "/Widget")
        assert int(field.F) == 4 and "/N" in field.AP
        left, bottom, right, top = (float(edge) for edge in field.Rect)
        assert right - left > 200 and 40 < top - bottom < 70
        assert pdf.pages[2].obj.Annots[0].objgen == field.objgen
