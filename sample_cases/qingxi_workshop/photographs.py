"""The photographs: every one rendered from its place, developed, marked, and written as a JPEG with its EXIF."""

import io

from PIL import Image, ImageDraw

from sample_cases.qingxi_workshop import panels
from sample_cases.qingxi_workshop.exif import exif_of
from sample_cases.qingxi_workshop.render import View, developed, linear, look
from sample_cases.qingxi_workshop.scenario import Photograph, Scenario
from sample_cases.qingxi_workshop.stage import Stage, lighting

LONG, SHORT = 1600, 1200


def taken(scenario: Scenario, stage: Stage, photograph: Photograph, scale: float) -> bytes:
    """The JPEG of a photograph; ``scale`` below 1 makes it smaller. Portraits are stored turned, as cameras do."""
    size = (round(LONG * scale), round(SHORT * scale))
    width, height = size[::-1] if photograph.portrait else size
    view = View(photograph.eye, photograph.target, photograph.focal_mm, width, height)
    scene, light = stage.scene(photograph), lighting(photograph)
    seed = scenario.seed + photograph.number
    seen = look(scenario, scene, view, burnt=not photograph.scene.startswith(("bench", "mended")))
    grain = 0.006 + 0.006 * (photograph.iso / 1600) ** 0.5
    image = Image.fromarray(developed(linear(scene, view, seen, light, seed), light.exposure, seed, grain=grain))
    marked(image)
    if photograph.portrait:
        image = image.transpose(Image.Transpose.ROTATE_90)
    stream = io.BytesIO()
    image.save(stream, "JPEG", quality=87, exif=exif_of(scenario, photograph))
    return stream.getvalue()


def marked(image: Image.Image) -> None:
    """Put the small mark into the lower right corner that says that nobody took this picture."""
    draw = ImageDraw.Draw(image, "RGBA")
    size = max(9, image.height // 46)
    font = panels.font(size)
    text = "演示数据 DEMO"
    box = draw.textbbox((image.width - size // 2, image.height - size // 2), text, font, "rs")
    draw.rectangle((box[0] - 4, box[1] - 3, box[2] + 4, box[3] + 3), (0, 0, 0, 96))
    draw.text((image.width - size // 2, image.height - size // 2), text, (255, 255, 255, 215), font, "rs")
