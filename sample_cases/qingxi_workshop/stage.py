"""The scenes that pictures are taken of, each built once: before digging, after digging, and the bench."""

import numpy as np

from sample_cases.qingxi_workshop import bench, furnishings, markers, room, street
from sample_cases.qingxi_workshop.light import Lamp, Lighting, Portal
from sample_cases.qingxi_workshop.scenario import Photograph, Scenario
from sample_cases.qingxi_workshop.scene import Scene
from sample_cases.qingxi_workshop.solids import Collector

_PLATES = {"W-001": ("1", 0.13, 0.10), "W-002": ("2", 0.15, 0.02), "W-003": ("3", 0.13, -0.10)}
_DAY = (1.9, 2.05, 2.25)
_SHUTTER = Portal((0.5, -0.2, 0.05), (4.0, 0, 0), (0, 0, 2.2), (0, 1, 0), _DAY)
_DOOR = Portal((5.0, -0.2, 0.05), (0.9, 0, 0), (0, 0, 2.05), (0, 1, 0), _DAY)
_WINDOW = Portal((0.9, 14.2, 3.25), (1.5, 0, 0), (0, 0, 0.9), (0, -1, 0), _DAY)
_SUN = Lamp((-400, -500, 900), (0.95e6, 0.90e6, 0.80e6), 22.0)
_BENCH = Lighting(
    (0.55, 0.55, 0.56),
    (Lamp((-0.5, -0.3, 0.7), (0.9, 0.88, 0.84), 0.05), Lamp((0.6, 0.1, 0.6), (0.25, 0.26, 0.28), 0.07)),
    reach_m=0.3, upward=0.3, exposure=0.20,
)


class Stage:
    """All scenes of one scenario; ``detail`` below 1 makes them coarser."""

    def __init__(self, scenario: Scenario, detail: float) -> None:
        self._scenario = scenario
        self._detail = detail
        self._built: dict[str, Scene] = {}

    def scene(self, photograph: Photograph) -> Scene:
        """The scene that a photograph is taken in."""
        if photograph.scene.startswith("bench:"):
            return self._bench(photograph)
        return self.house({"dug": "dug", "mended": "before"}.get(photograph.scene, "covered"))

    def house(self, name: str) -> Scene:
        """The house and the street: ``before`` the fire as seen from outside, ``covered`` or ``dug``."""
        if name not in self._built:
            self._built[name] = self._house(name)
        return self._built[name]

    def _house(self, name: str) -> Scene:
        rng = np.random.default_rng(self._scenario.seed)
        bodies = Collector()
        room.add_shell(bodies, self._scenario)
        if name != "before":
            room.add_mezzanine(bodies, self._scenario, rng)
            room.add_debris(bodies, self._scenario, rng, name == "dug", self._detail)
            room.add_hanging(bodies, self._scenario, rng)
            furnishings.add_furnishings(bodies, rng, self._scenario)
        street.add_street(bodies, self._scenario, np.random.default_rng(7), after=name != "before")
        if name == "dug":
            self._add_finds(bodies, rng)
        return Scene(bodies)

    def _add_finds(self, bodies: Collector, rng: np.random.Generator) -> None:
        for number, (text, right, ahead) in _PLATES.items():
            x, y, _ = self._scenario.exhibit(number).position
            markers.add_number_plate(bodies, text, (x + right, y + ahead, 0.0), 62 if number != "W-001" else 40)
        x, y, z = self._scenario.exhibit("W-001").position
        bench.add_melted_cord(bodies, rng, (x, y, z - 0.008), 25)
        markers.add_ruler(bodies, (x - 0.12, y - 0.10, 0.004), 12, 20)
        x, y, z = self._scenario.exhibit("W-002").position
        bench.add_socket(bodies, rng, (x, y, z - 0.008), -64)
        markers.add_ruler(bodies, (0.006, 5.62, 0.02), 0, 100, upright=True)
        markers.add_excavation_grid(bodies, (0.02, 5.28, 0.0), (0.92, 6.52, 0.0))

    def _bench(self, photograph: Photograph) -> Scene:
        subject = photograph.scene.removeprefix("bench:")
        lines = []
        for number in photograph.exhibits:
            exhibit = self._scenario.exhibit(number)
            lines = [f"{number} {exhibit.name[:14]}", f"提取:{exhibit.extracted_at:%Y-%m-%d %H:%M}"]
            lines.append(f"封签:{exhibit.seal}")
        bodies = bench.bench(subject, lines, np.random.default_rng(5))
        if subject == "clock":
            shown = self._scenario.shown(photograph.at, photograph.camera)
            bench.add_clock_screen(
                bodies, f"{photograph.at:%H:%M:%S}", f"{photograph.at:%Y年%m月%d日}",
                f"校核相机 {self._scenario.camera(photograph.camera).model}\n相机显示 {shown:%H:%M:%S}",
            )
        return Scene(bodies)


def lighting(photograph: Photograph) -> Lighting:
    """The light in which a photograph is taken."""
    if photograph.scene.startswith("bench:"):
        return _BENCH
    if photograph.scene == "street":
        return Lighting((1.0, 1.03, 1.08), (_SUN,), reach_m=9.0, upward=0.9, exposure=0.20)
    x, y, z = photograph.eye
    near = float(np.linalg.norm(np.subtract(photograph.target, photograph.eye)))
    strength = 2.2 + 0.55 * min(near, 6.0) ** 1.5
    flash = Lamp((x + 0.10, y, z + 0.20), (strength, 0.98 * strength, 0.94 * strength), 0.0)
    work = Lamp((3.9, 3.9, 2.4), (3.2, 3.1, 2.8), 0.05) if y < 8.6 else Lamp((2.2, 10.0, 1.9), (1.4, 1.36, 1.25), 0.05)
    portals = (_WINDOW,) if z > 3 else (_SHUTTER, _DOOR) if y < 8.6 else ()
    return Lighting((0.17, 0.175, 0.19), (flash, work), portals, exposure=0.125)
