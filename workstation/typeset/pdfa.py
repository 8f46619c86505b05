"""What makes a PDF file a PDF/A-2b file (ISO 19005-2): output intent, XMP metadata, and nothing that moves.

The colour profile is made once by LittleCMS; its date and identifier are blanked so that it never changes.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from xml.sax.saxutils import escape

from pikepdf import Array, Dictionary, Name, Pdf, Stream, String
from PIL import ImageCms

PRODUCER = "Embercase"


@dataclass(frozen=True)
class DocumentInfo:
    """Title and so on; ``made`` comes from the case, never from the clock, so the bytes can be repeated."""

    title: str
    author: str
    subject: str
    language: str
    made: datetime


def mark_pdfa(pdf: Pdf, info: DocumentInfo) -> None:
    """Add output intent, document information and XMP that say the same."""
    profile = pdf.make_indirect(Stream(pdf, srgb_profile(), {"/N": 3, "/Alternate": Name.DeviceRGB}))
    intent = Dictionary(
        Type=Name.OutputIntent,
        S=Name.GTS_PDFA1,
        OutputConditionIdentifier=String("sRGB IEC61966-2.1"),
        RegistryName=String("http://www.color.org"),
        Info=String("sRGB IEC61966-2.1"),
        DestOutputProfile=profile,
    )
    pdf.Root.OutputIntents = Array([pdf.make_indirect(intent)])
    pdf.Root.Lang = String("zh-CN" if info.language == "zh" else "en-US")
    pdf.Root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
    stamp = info.made.strftime("D:%Y%m%d%H%M%S+00'00'")
    for key, value in (
        ("/Title", info.title),
        ("/Author", info.author),
        ("/Subject", info.subject),
        ("/Creator", PRODUCER),
        ("/Producer", PRODUCER),
        ("/CreationDate", stamp),
        ("/ModDate", stamp),
    ):
        if value:
            pdf.docinfo[key] = String(value)
    packet = Stream(pdf, _xmp(info), {"/Type": Name.Metadata, "/Subtype": Name.XML})
    pdf.Root.Metadata = pdf.make_indirect(packet)


@lru_cache(maxsize=1)
def srgb_profile() -> bytes:
    """The sRGB profile of LittleCMS without its creation date and profile id (bytes 24–35 and 84–99)."""
    data = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    data[24:36] = bytes.fromhex("07E800010001000000000000")
    data[84:100] = bytes(16)
    return bytes(data)


def _xmp(info: DocumentInfo) -> bytes:
    made = info.made.strftime("%Y-%m-%dT%H:%M:%S+00:00")
    title, author, subject = (escape(_printable(text)) for text in (info.title, info.author, info.subject))
    identity = hashlib.sha256(f"{info.title}\0{info.author}\0{made}".encode()).hexdigest()
    creator = f"<dc:creator><rdf:Seq><rdf:li>{author}</rdf:li></rdf:Seq></dc:creator>" if author else ""
    description = (
        f'<dc:description><rdf:Alt><rdf:li xml:lang="x-default">{subject}</rdf:li></rdf:Alt></dc:description>'
        if subject
        else ""
    )
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">\n'
        '<rdf:Description rdf:about=""'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xmp="http://ns.adobe.com/xap/1.0/"'
        ' xmlns:pdf="http://ns.adobe.com/pdf/1.3/" xmlns:xmpMM="http://ns.adobe.com/xap/1.0/mm/"'
        ' xmlns:pdfaid="http://www.aiim.org/pdfa/ns/id/">\n'
        "<pdfaid:part>2</pdfaid:part><pdfaid:conformance>B</pdfaid:conformance>\n"
        "<dc:format>application/pdf</dc:format>"
        f'<dc:title><rdf:Alt><rdf:li xml:lang="x-default">{title}</rdf:li></rdf:Alt></dc:title>{creator}{description}\n'
        f"<xmp:CreatorTool>{PRODUCER}</xmp:CreatorTool><xmp:CreateDate>{made}</xmp:CreateDate>"
        f"<xmp:ModifyDate>{made}</xmp:ModifyDate><xmp:MetadataDate>{made}</xmp:MetadataDate>\n"
        f"<pdf:Producer>{PRODUCER}</pdf:Producer><xmpMM:DocumentID>uuid:{_uuid(identity)}</xmpMM:DocumentID>\n"
        '</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end="w"?>'
    ).encode()


def _printable(text: str) -> str:
    return "".join(character for character in text if character >= " " and not 0xD800 <= ord(character) < 0xE000)


def _uuid(digest: str) -> str:
    return "-".join((digest[:8], digest[8:12], digest[12:16], digest[16:20], digest[20:32]))
