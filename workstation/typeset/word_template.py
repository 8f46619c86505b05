"""Filling an office's own Word template (DOCX with ``{{ field }}``): its layout, our values, struck where empty."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from workstation.domain.errors import UserError

_MOST_BYTES = 20 << 20


def fill_word(template: Path, values: Mapping[str, Any], output: Path) -> None:
    """Fill ``template`` with ``values`` (texts, and lists of rows) and write it to ``output``.

    Raises ``UserError("word.bad_template")`` with what is wrong with the template, such as a field that no form has;
    ``OSError`` if a file cannot be read or written.
    """
    try:
        _refuse_bombs(template)
        made = DocxTemplate(str(template))
        made.render(dict(values), SandboxedEnvironment(undefined=StrictUndefined), autoescape=True)
        stream = io.BytesIO()
        made.save(stream)
    except (TemplateError, PackageNotFoundError, zipfile.BadZipFile, SyntaxError, KeyError, ValueError) as error:
        raise UserError("word.bad_template", path=template, reason=error) from error
    output.write_bytes(stream.getvalue())


def _refuse_bombs(template: Path) -> None:
    with zipfile.ZipFile(template) as package:
        size = sum(item.file_size for item in package.infolist())
    if size > _MOST_BYTES:
        raise ValueError(f"{size} B > {_MOST_BYTES} B")
