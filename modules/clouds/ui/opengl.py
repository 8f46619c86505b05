"""The functions of OpenGL 3.3 that drawing points needs, called without Python's lock."""

import ctypes
from typing import Any

from PySide6.QtGui import QOpenGLContext

POINTS, DEPTH_TEST, PROGRAM_POINT_SIZE, FLOAT, INT, UNSIGNED_INT = 0, 0x0B71, 0x8642, 0x1406, 0x1404, 0x1405
ARRAY_BUFFER, DYNAMIC_DRAW, FRAMEBUFFER, RENDERBUFFER = 0x8892, 0x88E8, 0x8D40, 0x8D41
COLOR, DEPTH, COLOR_ATTACHMENT, DEPTH_ATTACHMENT, COMPLETE = 0x1800, 0x1801, 0x8CE0, 0x8D00, 0x8CD5
RG32UI, RG_INTEGER, DEPTH_32F = 0x823C, 0x8228, 0x8CAC
VERTEX_SHADER, FRAGMENT_SHADER, COMPILED, LINKED, RENDERER = 0x8B31, 0x8B30, 0x8B81, 0x8B82, 0x1F01
_CODES: dict[str, Any] = {
    "i": ctypes.c_int, "u": ctypes.c_uint, "f": ctypes.c_float, "p": ctypes.c_void_p, "z": ctypes.c_ssize_t,
    "b": ctypes.c_ubyte,
}
_FUNCTIONS = {  # what each takes; none gives back more than a whole number
    "Enable": "u", "Viewport": "iiii", "GetError": "", "Finish": "", "PixelStorei": "ui",
    "GenVertexArrays": "ip", "BindVertexArray": "u", "GenBuffers": "ip", "BindBuffer": "uu", "BufferData": "uzpu",
    "BufferSubData": "uzzp", "EnableVertexAttribArray": "u", "VertexAttribIPointer": "uiuip",
    "CreateShader": "u", "ShaderSource": "uipp", "CompileShader": "u", "GetShaderiv": "uup", "CreateProgram": "",
    "AttachShader": "uu", "LinkProgram": "u", "GetProgramiv": "uup", "UseProgram": "u", "GetUniformLocation": "up",
    "Uniform1i": "ii", "Uniform1f": "if", "Uniform3i": "iiii", "Uniform3f": "ifff", "Uniform2f": "iff",
    "UniformMatrix3fv": "iibp", "GenFramebuffers": "ip", "BindFramebuffer": "uu", "GenRenderbuffers": "ip",
    "BindRenderbuffer": "uu", "RenderbufferStorage": "uuii", "FramebufferRenderbuffer": "uuuu",
    "CheckFramebufferStatus": "u", "ClearBufferuiv": "uip", "ClearBufferfv": "uip", "MultiDrawArrays": "uppi",
    "ReadPixels": "iiiiuup",
}


class Gl:
    """``gl("Viewport", 0, 0, 8, 8)`` calls glViewport of the context that is current in this thread.

    Raises ``OSError`` when a function is missing."""

    def __init__(self, context: QOpenGLContext) -> None:
        self._functions: dict[str, Any] = {}
        for name, takes in _FUNCTIONS.items():
            address = context.getProcAddress(f"gl{name}".encode())
            if not address:
                raise OSError(f"gl{name} is missing")
            kind = ctypes.CFUNCTYPE(ctypes.c_int, *(_CODES[code] for code in takes))
            self._functions[name] = kind(int(address))

    def __call__(self, name: str, *values: object) -> int:
        return int(self._functions[name](*values))

    def check(self) -> None:
        """Raises ``OSError`` if anything went wrong since the last time, as when memory ran out."""
        if error := self("GetError"):
            raise OSError(f"OpenGL error {error:#x}")

    def made(self, name: str) -> int:
        """A new object of a kind that is made by glGen…s."""
        number = ctypes.c_uint()
        self(f"Gen{name}s", 1, ctypes.addressof(number))
        return number.value

    def program(self, vertex: str, fragment: str) -> int:
        """A program of two shaders. Raises ``OSError``."""
        program, state = self("CreateProgram"), ctypes.c_int()
        for kind, text in ((VERTEX_SHADER, vertex), (FRAGMENT_SHADER, fragment)):
            shader = self("CreateShader", kind)
            source = ctypes.c_char_p(text.encode())
            self("ShaderSource", shader, 1, ctypes.addressof(source), None)
            self("CompileShader", shader)
            self("GetShaderiv", shader, COMPILED, ctypes.addressof(state))
            if not state.value:
                raise OSError("a shader was refused")
            self("AttachShader", program, shader)
        self("LinkProgram", program)
        self("GetProgramiv", program, LINKED, ctypes.addressof(state))
        if not state.value:
            raise OSError("the program was refused")
        return program

    def uniform(self, program: int, name: str) -> int:
        """Where a value of a program is."""
        text = ctypes.create_string_buffer(name.encode())
        return self("GetUniformLocation", program, ctypes.addressof(text))
