"""What is asked of the map: frames known (R23), a map that is printed names its source and approval number."""

from collections.abc import Iterator

from modules.map.queries import credits_of, layers, on_plane, sheets
from modules.map.records import LayerKind
from modules.map.rules.distances import radius_text
from workstation.api import N_, UNKNOWN_FRAME, Check, Finding, Read, Ref, Severity


def frames_known(read: Read) -> Iterator[Finding]:
    """Every layer and every point says in which frame its numbers are."""
    for layer in layers(read):
        if layer.kind is LayerKind.VECTOR and layer.frame == UNKNOWN_FRAME:
            yield Finding("map.layer_without_frame", {"layer": layer.title}, Ref("map_layers", layer.id))
    placed, lost = on_plane(read)
    for item in placed:
        if item.within_m:
            values = {"label": item.label, "within": radius_text(item.within_m), "basis": item.basis or "?"}
            yield Finding("map.place_approximate", values, item.ref, Severity.INFO)
    for one in lost:
        yield Finding("map.point_without_place", {"label": one.label, "frame": one.point.frame}, one.ref)


def sources_named(read: Read) -> Iterator[Finding]:
    """A map that goes to paper names where it comes from."""
    for sheet in sheets(read):
        ref, (source, approval) = Ref("map_sheets", sheet.id), credits_of(read, sheet)
        if sheet.layers and not source:
            yield Finding("map.sheet_without_source", {"sheet": sheet.title}, ref)
        if sheet.layers and not approval:
            yield Finding("map.sheet_without_approval", {"sheet": sheet.title}, ref, Severity.INFO)


CHECKS = (
    Check("map.frames", N_("Coordinate frames are known"), "R23", frames_known),
    Check("map.sources", N_("Printed maps name source and approval number"), "《地图管理条例》(国务院令第664号)",
          sources_named),
)
