"""What the first bytes of a file look like to a person: text where they are text, otherwise bytes."""

_ENCODINGS = ("utf-8", "gb18030")
_WIDE, _MOST_LINES = 16, 512


def preview(content: bytes) -> str:
    """Text (UTF-8, UTF-16 with its mark, GB 18030), or lines of sixteen bytes: offset, hexadecimal, what is printable.

    The end may be cut off within a character.
    """
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return content.decode("utf-16", "ignore")
    if b"\0" not in content:
        for encoding in _ENCODINGS:
            for cut in range(min(4, len(content) or 1)):
                try:
                    text = content[: len(content) - cut].decode(encoding)
                except UnicodeDecodeError:
                    continue
                if all(character.isprintable() or character in "\r\n\t\f" for character in text):
                    return text
    return "\n".join(_line(content, at) for at in range(0, min(len(content), _WIDE * _MOST_LINES), _WIDE))


def _line(content: bytes, at: int) -> str:
    part = content[at : at + _WIDE]
    shown = "".join(chr(byte) if 32 <= byte < 127 else "." for byte in part)
    return f"{at:08x}  {part.hex(' '):<{3 * _WIDE - 1}}  {shown}"
