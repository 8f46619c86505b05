"""What kind of material a file is likely to be, judged by its name: a proposal that a person corrects."""

from pathlib import PurePath

from modules.materials.records import MaterialKind

SUFFIXES: dict[str, MaterialKind] = {
    **dict.fromkeys((".pdf", ".docx", ".doc", ".odt", ".rtf", ".wps", ".ofd", ".htm", ".html"), MaterialKind.DOCUMENT),
    **dict.fromkeys((".txt", ".md"), MaterialKind.DOCUMENT),
    **dict.fromkeys((".csv", ".tsv", ".xlsx", ".xls", ".json", ".xml", ".log", ".db"), MaterialKind.ELECTRONIC),
    **dict.fromkeys((".e01", ".dd", ".raw01", ".aff4", ".zip", ".7z", ".eml", ".pcap"), MaterialKind.ELECTRONIC),
    **dict.fromkeys((".mp4", ".avi", ".mov", ".mkv", ".dav", ".ts", ".h264", ".h265", ".webm"), MaterialKind.RECORDING),
    **dict.fromkeys((".mp3", ".wav", ".m4a", ".amr", ".aac", ".flac", ".ogg"), MaterialKind.RECORDING),
    **dict.fromkeys((".las", ".laz", ".e57", ".ply", ".pcd", ".pts", ".ptx", ".xyz", ".obj"), MaterialKind.SCAN),
    **dict.fromkeys((".dxf", ".dwg", ".svg", ".geojson", ".kml", ".kmz", ".gpx", ".gpkg"), MaterialKind.DRAWING),
}

_NAMED: tuple[tuple[tuple[str, ...], MaterialKind], ...] = (
    (("询问", "笔录", "证言", "陈述", "statement", "interview"), MaterialKind.STATEMENT),
    (("鉴定", "检验", "检测报告", "意见书", "opinion"), MaterialKind.OPINION),
    (("监控", "录像", "录音", "recorder", "cctv"), MaterialKind.RECORDING),
    (("扫描", "点云", "scan"), MaterialKind.SCAN),
    (("平面图", "方位图", "图纸", "plan"), MaterialKind.DRAWING),
)


def propose_kind(name: str) -> MaterialKind:
    """The kind that the name speaks for; a file whose content is fixed by its suffix keeps that kind."""
    by_suffix = SUFFIXES.get(PurePath(name).suffix.lower(), MaterialKind.OTHER)
    if by_suffix in (MaterialKind.RECORDING, MaterialKind.SCAN):
        return by_suffix
    lowered = name.lower()
    for marks, kind in _NAMED:
        if any(mark in lowered for mark in marks):
            return kind
    return by_suffix


def title_of(name: str) -> str:
    """The title that a file's name gives: without suffix and underscores."""
    return PurePath(name).stem.replace("_", " ").strip() or name


def next_number(taken: set[str]) -> str:
    """The next free number of the form C-001 (材料编号)."""
    highest = max((int(number[2:]) for number in taken if number[:2] == "C-" and number[2:].isdecimal()), default=0)
    return f"C-{highest + 1:03}"
