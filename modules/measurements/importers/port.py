"""A serial port, real or virtual: read line by line on a thread of its own until it is closed or lost."""

import threading
from collections.abc import Callable

import serial
from serial.tools import list_ports

from workstation.api import UserError

BAUD_RATES = (1200, 2400, 4800, 9600, 19200, 38400, 57600, 115200)
_LONGEST = 512  # bytes of a line; what is longer is garbage of a wrong speed
_WAIT_S = 0.2


def port_names() -> list[tuple[str, str]]:
    """The serial ports of this machine: name and description."""
    return sorted((port.device, port.description or "") for port in list_ports.comports())


class SerialLines:
    """An open port. ``on_line`` gets every line and ``on_lost`` the reason if the cable goes; both on its thread."""

    def __init__(
        self, name: str, baud: int, on_line: Callable[[str], None], on_lost: Callable[[str], None]
    ) -> None:
        """Open it. Raises ``UserError("measurements.port_not_opened")`` with the reason."""
        self._on_line, self._on_lost = on_line, on_lost
        try:
            self._port = serial.Serial(name, baud, timeout=_WAIT_S)
        except (serial.SerialException, OSError, ValueError) as error:
            raise UserError("measurements.port_not_opened", port=name, reason=error) from error
        self.name = name
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._read, name=f"serial {name}", daemon=True)
        self._thread.start()

    def send(self, text: str) -> None:
        """Send a command, for instruments that measure when asked. Raises ``UserError("measurements.port_lost")``."""
        try:
            self._port.write(text.encode("ascii", "ignore") + b"\r\n")
        except (serial.SerialException, OSError) as error:
            raise UserError("measurements.port_lost", port=self.name, reason=error) from error

    def close(self) -> None:
        """Stop reading and close the port; no callback comes after it."""
        self._closing.set()
        if threading.current_thread() is not self._thread:
            self._thread.join()
        self._port.close()

    def _read(self) -> None:
        pending = b""
        while not self._closing.is_set():
            try:
                pending += self._port.read(max(1, self._port.in_waiting))
            except (serial.SerialException, OSError, TypeError) as error:  # TypeError: closed under a read
                if not self._closing.is_set():
                    self._on_lost(str(error))
                return
            *lines, pending = pending.replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
            for line in lines:
                if line.strip() and not self._closing.is_set():
                    self._on_line(line.decode("ascii", "replace"))
            if len(pending) > _LONGEST:
                self._on_line(pending[:_LONGEST].decode("ascii", "replace"))
                pending = b""
