"""Flat things with writing on them: signs, number plates, rulers, labels, cordon tape, the clock on a telephone."""

from functools import cache

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from sample_cases.qingxi_workshop.scenario import FOLDER
from sample_cases.qingxi_workshop.textures import Floats

FONTS = FOLDER.parents[1] / "resources" / "fonts"
Rgb = tuple[int, int, int]
BLACK, WHITE = (20, 20, 20), (240, 240, 236)


@cache
def font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    """The bundled sans font in a size."""
    return ImageFont.truetype(FONTS / f"NotoSansSC-{'Bold' if bold else 'Regular'}.ttf", size)


def as_texture(image: Image.Image, *, sooty: bool = False) -> Floats:
    """An image as linear light with a last channel that says whether soot lies on it (negative) or not."""
    srgb = np.asarray(image.convert("RGB"), np.float32) / 255
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    mark = np.full((*linear.shape[:2], 1), -1.0 if sooty else 1.0, np.float32)
    return np.concatenate([linear.astype(np.float32), mark], 2)


def sign(text: str, width: int, height: int, ground: Rgb, ink: Rgb, note: str = "演示数据") -> Image.Image:
    """A shop sign."""
    image = Image.new("RGB", (width, height), ground)
    draw = ImageDraw.Draw(image)
    size = min(int(height * 0.52), int(width * 0.92 / max(1, len(text))))
    draw.text((width / 2, height * 0.46), text, ink, font(size, bold=True), "mm")
    draw.text((width * 0.98, height * 0.93), note, ink, font(max(8, int(height * 0.12))), "rs")
    draw.rectangle((2, 2, width - 3, height - 3), outline=ink, width=3)
    return image


def number_plate(number: str) -> Image.Image:
    """A yellow number plate as inspectors put it beside a trace."""
    image = Image.new("RGB", (220, 260), (246, 204, 30))
    draw = ImageDraw.Draw(image)
    draw.rectangle((4, 4, 215, 255), outline=BLACK, width=6)
    draw.text((110, 118), number, BLACK, font(150 if len(number) == 1 else 112, bold=True), "mm")
    draw.text((110, 232), "火灾调查·演示", BLACK, font(26), "mm")
    return image


def ruler(length_cm: int) -> Image.Image:
    """A straight scale with millimetre lines and alternating blocks."""
    per_mm = 6
    image = Image.new("RGB", (length_cm * 10 * per_mm, 150), WHITE)
    draw = ImageDraw.Draw(image)
    for mm in range(length_cm * 10 + 1):
        x = mm * per_mm
        draw.line((x, 0, x, 62 if mm % 10 == 0 else 46 if mm % 5 == 0 else 30), BLACK, 2 if mm % 5 == 0 else 1)
        if mm % 10 == 0 and mm < length_cm * 10:
            draw.text((x + 5, 62), str(mm // 10), BLACK, font(34, bold=True))
            if (mm // 10) % 2 == 0 and mm // 10 < length_cm - 5:
                draw.rectangle((x, 112, x + 10 * per_mm, 149), BLACK)
    draw.text((image.width - 66, 131), "cm  演示数据", BLACK, font(26), "rm")
    return image


def label(lines: list[str]) -> Image.Image:
    """An exhibit label: a heading and lines."""
    image = Image.new("RGB", (620, 90 + 46 * len(lines)), WHITE)
    draw = ImageDraw.Draw(image)
    draw.rectangle((6, 6, image.width - 7, image.height - 7), outline=(170, 30, 26), width=4)
    draw.text((image.width / 2, 44), "火灾物证标签(演示数据)", (170, 30, 26), font(34, bold=True), "mm")
    for row, line in enumerate(lines):
        draw.text((26, 78 + 46 * row), line, BLACK, font(31))
    return image


def telephone(time: str, date: str, device: str) -> Image.Image:
    """A telephone's screen with Beijing time, held beside a device to show the clock's offset."""
    image = Image.new("RGB", (540, 1080), (12, 16, 26))
    draw = ImageDraw.Draw(image)
    draw.text((270, 210), "国家授时中心标准时间", (190, 200, 215), font(40), "mm")
    draw.text((270, 380), time, (250, 250, 250), font(118, bold=True), "mm")
    draw.text((270, 500), date, (220, 225, 235), font(46), "mm")
    draw.rectangle((60, 620, 480, 900), outline=(90, 110, 140), width=3)
    draw.multiline_text((270, 760), device, (220, 200, 140), font(42), "mm", align="center", spacing=18)
    draw.text((270, 1020), "演示数据", (120, 130, 150), font(34), "mm")
    return image


def tape() -> Image.Image:
    """Red and white cordon tape."""
    image = Image.new("RGB", (1600, 64), WHITE)
    draw = ImageDraw.Draw(image)
    for x in range(-80, 1680, 160):
        draw.polygon([(x, 64), (x + 64, 0), (x + 124, 0), (x + 60, 64)], fill=(196, 30, 26))
    for x in (380, 1020):
        draw.rectangle((x - 190, 6, x + 190, 58), WHITE)
        draw.text((x, 32), "火灾现场 禁止入内", (196, 30, 26), font(40, bold=True), "mm")
    return image
