"""Drawing points by a graphics card: the same picture as the processor makes, point for point.

The card finds the nearest point of every pixel and its depth; colours and eye-dome lighting are made from that as
always. Whether the card can be trusted is tried in a process of its own, so that a driver that falls takes only
that one with it.
"""

import os
import subprocess
import sys
from functools import cache

import numpy as np
from PySide6.QtGui import QOffscreenSurface, QOpenGLContext, QSurfaceFormat

from modules.clouds.rules.draw import Task
from modules.clouds.rules.morton import Array
from modules.clouds.ui import opengl
from modules.clouds.ui.opengl import Gl
from workstation.api import RESOURCES

_ROOM = 12_000_000  # points that the card keeps: 192 MB
_POINT_BYTES = 16
_PATIENCE_S = 20
_SOFTWARE = ("llvmpipe", "softpipe", "swiftshader", "software", "gdi generic", "basic render", "swrast")
CHOICE = "EMBERCASE_GRAPHICS"
"""An environment variable: ``processor`` or ``card`` instead of what is found out."""

_VERTEX = """#version 330 core
layout(location = 0) in ivec3 whole;
layout(location = 1) in uint number;
uniform ivec3 near_by; uniform mat3 turn; uniform vec3 shift; uniform mat3 world; uniform vec3 home;
uniform vec3 lower; uniform vec3 upper; uniform vec2 half_size; uniform int parallel; uniform float side;
flat out uint seen; flat out float depth;
void main() {
    vec3 local = vec3(whole - near_by);
    vec3 at = turn * local + shift;
    vec3 here = world * local + home;
    seen = number; depth = at.z; gl_PointSize = side;
    bool out_of_box = any(lessThan(here, lower)) || any(greaterThan(here, upper));
    if (out_of_box || at.z <= 1e-4) { gl_Position = vec4(2.0, 2.0, 2.0, 1.0); return; }
    vec2 place = (parallel == 1 ? at.xy : at.xy / at.z) / half_size;
    gl_Position = vec4(place.x, -place.y, 0.0, 1.0);
}
"""
_FRAGMENT = """#version 330 core
flat in uint seen; flat in float depth;
layout(location = 0) out uvec2 found;
void main() {
    found = uvec2(seen, floatBitsToUint(depth));
    gl_FragDepth = clamp((log2(depth) + 20.0) / 60.0, 0.0, 1.0);
}
"""
_UNIFORMS = ("near_by", "turn", "shift", "world", "home", "lower", "upper", "half_size", "parallel", "side")


def wanted_format() -> QSurfaceFormat:
    """OpenGL 3.3, core profile."""
    made = QSurfaceFormat()
    made.setVersion(3, 3)
    made.setProfile(QSurfaceFormat.OpenGLContextProfile.CoreProfile)
    return made


class CardSplatter:
    """A splatter in the thread that makes it. Raises ``OSError`` when OpenGL is not what it has to be."""

    aim_s = 1 / 60

    def __init__(self, surface: QOffscreenSurface, room: int = _ROOM) -> None:
        self._surface, self._room = surface, room
        self._context = QOpenGLContext()
        self._context.setFormat(wanted_format())
        if not self._context.create() or not self._context.makeCurrent(surface):
            raise OSError("no OpenGL context")
        self._gl = gl = Gl(self._context)
        self.name = str(self._context.functions().glGetString(opengl.RENDERER))
        self._program = gl.program(_VERTEX, _FRAGMENT)
        self._at = {name: gl.uniform(self._program, name) for name in _UNIFORMS}
        gl("BindVertexArray", gl.made("VertexArray"))
        self._buffer = gl.made("Buffer")
        gl("BindBuffer", opengl.ARRAY_BUFFER, self._buffer)
        gl("BufferData", opengl.ARRAY_BUFFER, room * _POINT_BYTES, None, opengl.DYNAMIC_DRAW)
        gl("VertexAttribIPointer", 0, 3, opengl.INT, _POINT_BYTES, None)
        gl("VertexAttribIPointer", 1, 1, opengl.UNSIGNED_INT, _POINT_BYTES, 12)
        for number in (0, 1):
            gl("EnableVertexAttribArray", number)
        gl("BindFramebuffer", opengl.FRAMEBUFFER, gl.made("Framebuffer"))
        self._targets = gl.made("Renderbuffer"), gl.made("Renderbuffer")
        gl("UseProgram", self._program)
        for what in (opengl.DEPTH_TEST, opengl.PROGRAM_POINT_SIZE):
            gl("Enable", what)
        gl.check()
        self._scene: object = None
        self._kept: dict[tuple[int, int], int] = {}
        self._used = 0
        self._size = (0, 0)

    @property
    def software(self) -> bool:
        """Whether it is no card at all but a program that plays one, which is slower than our own."""
        return any(name in self.name.lower() for name in _SOFTWARE)

    def close(self) -> None:
        """Let go of the card; everything on it goes with the context."""
        self._context.doneCurrent()

    def splat(self, task: Task) -> Array:
        """The nearest point of every pixel. Raises ``OSError`` when the card fails."""
        gl = self._gl
        if not self._context.makeCurrent(self._surface):
            raise OSError("the OpenGL context was lost")
        if task.scene is not self._scene:
            self._scene, self._used = task.scene, 0
            self._kept.clear()
        self._prepare(task.width, task.height)
        self._about(task)
        for part, start, stop in task.chosen.runs:
            self._part(task, part)
            for first, last in self._loads(task, start, stop):
                self._draw(task, part, first, last)
        nearest = np.empty(task.width * task.height, np.uint64)  # little-endian: the number below, the depth above
        gl("ReadPixels", 0, 0, task.width, task.height, opengl.RG_INTEGER, opengl.UNSIGNED_INT, nearest.ctypes.data)
        gl.check()
        return nearest

    def _prepare(self, width: int, height: int) -> None:
        gl = self._gl
        if self._size != (width, height):
            kinds = ((opengl.RG32UI, opengl.COLOR_ATTACHMENT), (opengl.DEPTH_32F, opengl.DEPTH_ATTACHMENT))
            for target, (form, place) in zip(self._targets, kinds, strict=True):
                gl("BindRenderbuffer", opengl.RENDERBUFFER, target)
                gl("RenderbufferStorage", opengl.RENDERBUFFER, form, width, height)
                gl("FramebufferRenderbuffer", opengl.FRAMEBUFFER, place, opengl.RENDERBUFFER, target)
            if gl("CheckFramebufferStatus", opengl.FRAMEBUFFER) != opengl.COMPLETE:
                raise OSError("the framebuffer was refused")
            gl("Viewport", 0, 0, width, height)
            self._size = (width, height)
        nothing, far = np.full(4, 0xFFFFFFFF, np.uint32), np.ones(1, np.float32)
        gl("ClearBufferuiv", opengl.COLOR, 0, nothing.ctypes.data)
        gl("ClearBufferfv", opengl.DEPTH, 0, far.ctypes.data)

    def _about(self, task: Task) -> None:
        gl, at = self._gl, self._at
        gl("Uniform1i", at["parallel"], int(task.parallel))
        gl("Uniform2f", at["half_size"], task.width / 2, task.height / 2)
        lower, upper = ([-3e38] * 3, [3e38] * 3) if task.box is None else task.box.tolist()
        gl("Uniform3f", at["lower"], *lower)
        gl("Uniform3f", at["upper"], *upper)

    def _part(self, task: Task, part: int) -> None:
        """Coordinates are told from a whole number near the eye (in parallel views the scene's origin), so that a float
        suffices on the card."""
        gl, at = self._gl, self._at
        turn, shift, world, home = task.ways[part]
        zero = np.linalg.solve(world, -home) if task.parallel else np.linalg.solve(turn, -shift)
        near_by = np.clip(np.round(zero), -(2**30), 2**30).astype(np.int64)
        gl("Uniform3i", at["near_by"], *near_by.tolist())
        for name, matrix in (("turn", turn), ("world", world)):
            flat = np.ascontiguousarray(matrix, np.float32)
            gl("UniformMatrix3fv", at[name], 1, 1, flat.ctypes.data)
        gl("Uniform3f", at["shift"], *(turn @ near_by + shift).tolist())
        gl("Uniform3f", at["home"], *(world @ near_by + home).tolist())

    def _loads(self, task: Task, start: int, stop: int) -> "list[tuple[int, int]]":
        """The pieces of a part in stretches that the card can hold at once; each is there when it is asked for."""
        counts = task.chosen.count[start:stop]
        borders, held = [start], 0
        for number, count in enumerate(counts.tolist(), start):
            if held + count > self._room and number > borders[-1]:
                borders.append(number)
                held = 0
            held += count
        return list(zip(borders, [*borders[1:], stop], strict=True))

    def _draw(self, task: Task, part: int, start: int, stop: int) -> None:
        gl, chosen = self._gl, task.chosen
        firsts = self._placed(task, part, start, stop)
        sizes = chosen.size[start:stop]
        for side in np.unique(sizes):
            rows = sizes == side
            places = np.ascontiguousarray(firsts[rows], np.int32)
            counts = np.ascontiguousarray(chosen.count[start:stop][rows], np.int32)
            gl("Uniform1f", self._at["side"], float(side))
            gl("MultiDrawArrays", opengl.POINTS, places.ctypes.data, counts.ctypes.data, len(places))

    def _placed(self, task: Task, part: int, start: int, stop: int) -> Array:
        """Where pieces lie on the card; those that are missing are sent there."""
        chosen = task.chosen
        keys = [(part, first) for first in chosen.first[start:stop].tolist()]
        counts = chosen.count[start:stop].tolist()
        missing = sum(count for key, count in zip(keys, counts, strict=True) if key not in self._kept)
        if self._used + missing > self._room:
            self._kept.clear()
            self._used = 0
        for key, count in zip(keys, counts, strict=True):
            if key not in self._kept:
                self._kept[key] = self._send(task, part, key[1], count)
        return np.array([self._kept[key] for key in keys], np.int64)

    def _send(self, task: Task, part: int, first: int, count: int) -> int:
        place = self._used
        if place + count > self._room:
            raise OSError("one piece is larger than the room on the card")
        table = np.empty((count, 4), np.int32)
        table[:, :3] = task.scene.parts[part].pyramid.columns["position"][first : first + count]
        base = int(task.scene.bases[part]) + first
        table[:, 3] = np.arange(base, base + count, dtype=np.int64).astype(np.uint32).view(np.int32)
        self._gl("BufferSubData", opengl.ARRAY_BUFFER, place * _POINT_BYTES, count * _POINT_BYTES, table.ctypes.data)
        self._used += count
        return place


@cache
def card_is_there() -> bool:
    """Whether a real card draws what the processor draws; found out in a process of its own, which may take seconds."""
    choice = os.environ.get(CHOICE, "")
    if choice == "processor" or os.environ.get("QT_QPA_PLATFORM") in ("offscreen", "minimal"):
        return False
    try:
        done = subprocess.run(
            [sys.executable, "-m", "modules.clouds.ui.card_trial"], cwd=RESOURCES.parent, timeout=_PATIENCE_S,
            check=False, capture_output=True, text=True,
        )
    except (OSError, subprocess.TimeoutExpired):
        return False
    said = done.stdout.strip()
    return done.returncode == 0 and (said == "card" or (said == "software" and choice == "card"))
