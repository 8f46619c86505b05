"""What a sandbox process may ask of a Linux kernel: nothing that starts a process, connects, or changes a file.

A filter of system calls (seccomp, kernel 3.5 and later) that the process lays on itself and cannot take off. Refused
calls fail with "operation not permitted", as on a read-only disk, and the parser goes on or gives up.
"""

import ctypes
import errno
import os
import platform
import struct

_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2  # prctl(2)
_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06  # BPF
_ALLOW, _FAIL = 0x7FFF0000, 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16  # of struct seccomp_data
_THREAD = 0x00010000  # CLONE_THREAD
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

# Numbers of system calls, from the kernel's tables (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic).
_TABLES: dict[str, dict[str, int]] = {
    "x86_64": {
        "audit": 0xC000003E, "clone": 56, "open": 2, "openat": 257,
        "fork": 57, "vfork": 58, "execve": 59, "execveat": 322, "ptrace": 101, "kill": 62, "process_vm_writev": 311,
        "pidfd_send_signal": 424, "socket": 41, "socketpair": 53, "io_uring_setup": 425, "bpf": 321, "mount": 165,
        "creat": 85, "truncate": 76, "ftruncate": 77, "rename": 82, "renameat": 264, "renameat2": 316, "mkdir": 83,
        "mkdirat": 258, "rmdir": 84, "link": 86, "linkat": 265, "unlink": 87, "unlinkat": 263, "symlink": 88,
        "symlinkat": 266, "mknod": 133, "mknodat": 259, "chmod": 90, "fchmod": 91, "fchmodat": 268, "chown": 92,
        "fchown": 93, "lchown": 94, "fchownat": 260, "utimensat": 280, "setxattr": 188,
    },
    "aarch64": {
        "audit": 0xC00000B7, "clone": 220, "openat": 56,
        "execve": 221, "execveat": 281, "ptrace": 117, "kill": 129, "process_vm_writev": 271,
        "pidfd_send_signal": 424, "socket": 198, "socketpair": 199, "io_uring_setup": 425, "bpf": 280, "mount": 40,
        "truncate": 45, "ftruncate": 46, "renameat": 38, "renameat2": 276, "mkdirat": 34, "linkat": 37, "unlinkat": 35,
        "symlinkat": 36, "mknodat": 33, "fchmod": 52, "fchmodat": 53, "fchown": 55, "fchownat": 54, "utimensat": 88,
        "setxattr": 5,
    },
}  # fmt: skip
_UNREADABLE = {"clone3": 435, "openat2": 437}  # their flags lie in memory; the C library then uses the older call
_SPECIAL = ("audit", "clone", "open", "openat")


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p))


def forbid_harm() -> bool:
    """Lay the filter on this process and all its threads to come; false where the kernel or the processor has none."""
    table = _TABLES.get(platform.machine())
    if table is None:
        return False
    code = _filter(table)
    program = _Program(len(code) // 8, code)
    call = ctypes.CDLL(None, use_errno=True).prctl
    call.argtypes = (ctypes.c_int, ctypes.c_ulong, ctypes.c_void_p, ctypes.c_ulong, ctypes.c_ulong)
    if call(_NO_NEW_PRIVILEGES, 1, None, 0, 0) != 0:
        return False
    return bool(call(_SECCOMP, _FILTER, ctypes.byref(program), 0, 0) == 0)


def _filter(table: dict[str, int]) -> bytes:
    """The program: first whose numbers these are, then one question for each call."""
    refuse, missing = _FAIL | errno.EPERM, _FAIL | errno.ENOSYS
    code = [
        _step(_LOAD, _ARCHITECTURE), _step(_EQUAL, table["audit"], yes=1), _step(_RETURN, refuse),
        _step(_LOAD, _NUMBER), _step(_AT_LEAST, 0x40000000, no=1), _step(_RETURN, refuse),  # the x32 numbers
    ]  # fmt: skip
    for number in _UNREADABLE.values():
        code += [_step(_EQUAL, number, no=1), _step(_RETURN, missing)]
    for name, number in table.items():
        if name not in _SPECIAL:
            code += [_step(_EQUAL, number, no=1), _step(_RETURN, refuse)]
    code += _when(table["clone"], 0, _THREAD, set_is=_ALLOW, clear_is=refuse)
    for name, argument in (("open", 1), ("openat", 2)):
        if name in table:
            code += _when(table[name], argument, _WRITING, set_is=refuse, clear_is=_ALLOW)
    return b"".join([*code, _step(_RETURN, _ALLOW)])


def _when(number: int, argument: int, bits: int, *, set_is: int, clear_is: int) -> list[bytes]:
    """What becomes of a call by whether any of these bits is set in one of its arguments."""
    return [
        _step(_EQUAL, number, no=4), _step(_LOAD, _FIRST_ARGUMENT + 8 * argument), _step(_ANY_BIT, bits, no=1),
        _step(_RETURN, set_is), _step(_RETURN, clear_is),
    ]  # fmt: skip


def _step(code: int, value: int, *, yes: int = 0, no: int = 0) -> bytes:
    return struct.pack("=HBBI", code, yes, no, value)
