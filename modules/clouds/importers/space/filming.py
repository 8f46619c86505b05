"""A film (MP4, MPEG-4 Part 2) of clouds, drawn frame by frame, each with a line that says what it is made from."""

from pathlib import Path
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from modules.clouds.importers.asking import tell
from modules.clouds.importers.points import Array
from modules.clouds.importers.space.parts import pieces_of
from modules.clouds.records import Colouring, NamedView
from modules.clouds.rules.draw import Look, Renderer
from modules.clouds.rules.film import path, turntable
from modules.clouds.rules.portrait import camera_of
from modules.clouds.rules.scene import Part, Scene
from workstation.api import RESOURCES, UserError, from_plain

_FONT = RESOURCES / "fonts" / "NotoSansSC-Regular.ttf"
_POINTS = 3_000_000
_BAND = 26  # heights of the picture in one line of text
_FAINT = 0.35


def answer(said: dict[str, Any]) -> dict[str, Any]:
    """Write the film; tells how many frames it has."""
    width, height, frames = int(said["width"]), int(said["height"]), int(said["frames"])
    scene = Scene(Part(str(number), piece.pyramid, piece.rigid) for number, piece in enumerate(pieces_of(said)))
    views = [from_plain(NamedView, plain) for plain in said["views"]]
    cameras = [camera_of(view, scene) for view in views]
    way = turntable(cameras[0], frames) if said["turntable"] else path(cameras, frames)
    look = Look(Colouring(views[0].colouring), views[0].clip, clip_turn_deg=views[0].clip_turn_deg)
    band = caption(said["caption"], width, height)
    writer = cv2.VideoWriter(said["partly"], cv2.VideoWriter.fourcc(*"mp4v"), float(said["fps"]), (width, height))
    if not writer.isOpened():
        raise UserError("clouds.not_saved", name=Path(said["target"]).name, path=said["target"], reason="mp4v")
    renderer = Renderer()
    count = 0
    try:
        for camera in way:
            picture = renderer.draw(scene, camera, width, height, look, _POINTS).picture
            shown = np.ascontiguousarray(picture.view(np.uint8).reshape(height, width, 4)[:, :, :3])
            over = shown[height - len(band) :]
            shown[height - len(band) :] = np.maximum(band, (over * _FAINT).astype(np.uint8))
            writer.write(shown)
            count += 1
            tell(count, frames)
    finally:
        renderer.close()
        writer.release()
    if frames_in(said["partly"]) != count:
        raise UserError("clouds.disk_full", name=Path(said["target"]).name)
    return {"count": count, "points": scene.total, "whole": True}


def caption(text: str, width: int, height: int) -> Array:
    """A band (rows, width, 3) with white text on black, made smaller until it fits."""
    size = max(10, height // _BAND)
    rows = round(size * 1.7)
    while size > 8:
        font = ImageFont.truetype(str(_FONT), size)
        if font.getlength(text) <= width - size:
            break
        size -= 1
    image = Image.new("RGB", (width, rows))
    ImageDraw.Draw(image).text((size / 2, rows / 2), text, "white", ImageFont.truetype(str(_FONT), size), "lm")
    return np.asarray(image)


def frames_in(path: str) -> int:
    """How many frames a film claims: OpenCV does not tell when a disk is full."""
    film = cv2.VideoCapture(path)
    try:
        return int(film.get(cv2.CAP_PROP_FRAME_COUNT))
    finally:
        film.release()
