"""Formats before 2007 and those of other programs, through LibreOffice: .doc, .wps, .rtf, .odt → .docx; .xlsb, .ods → .xlsx.

Takes the bytes of a file, gives the document that :mod:`gouji.read.docx` or :mod:`gouji.read.xlsx` reads from what
LibreOffice makes of it.  The program is not part of gouji; ``gouji formats`` says whether it is there.  It runs without a
window, with a profile of its own that runs no macro and loads nothing that a document links to, and is ended after
:data:`SECONDS`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from gouji.errors import LimitError, SourceError
from gouji.names import shown
from gouji.read.docx import read_docx
from gouji.read.formats import converter
from gouji.read.model import Document
from gouji.read.package import Package
from gouji.read.xlsx import read_xlsx

SECONDS = 120.0
"""What one conversion may take; 300 pages of .doc take 12 s on a free core."""
_PROFILE = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="MacroSecurityLevel" oor:op="fuse"><value>3</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Common/Security/Scripting"><prop oor:name="DisableActiveContent" oor:op="fuse"><value>true</value></prop></item>
<item oor:path="/org.openoffice.Office.Writer/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
<item oor:path="/org.openoffice.Office.Calc/Content/Update"><prop oor:name="Link" oor:op="fuse"><value>2</value></prop></item>
</oor:items>
"""
"""Settings of the program: no macros, no active content, no linked files (``Link`` 2: never)."""
_NOWHERE = "http://127.0.0.1:9"
"""A proxy at which nobody listens."""


def read_as_docx(path: Path, data: bytes) -> Document:
    """A text of Word 97–2003, WPS, RTF or OpenDocument; raises :class:`SourceError` when it cannot be converted."""
    return _read(path, data, "docx", read_docx)


def read_as_xlsx(path: Path, data: bytes) -> Document:
    """A binary workbook or one of OpenDocument; raises :class:`SourceError` when it cannot be converted."""
    return _read(path, data, "xlsx", read_xlsx)


def _read(path: Path, data: bytes, form: str, read: Callable[[Path, bytes], Document]) -> Document:
    if data.startswith(b"PK"):
        Package(path, data)  # raises for a bomb
    document = read(path, _converted(path, data, form))
    return dataclasses.replace(
        document,
        sha256=hashlib.sha256(data).hexdigest(),
        messages=("经 LibreOffice 转换后读取", *document.messages),
    )


def _converted(path: Path, data: bytes, form: str) -> bytes:
    """The file as ``form``, made in a folder that is gone afterwards."""
    program = converter()
    if program is None:
        raise SourceError(path, "本机没有 LibreOffice", "安装 LibreOffice，或另存为 docx、xlsx、PDF")
    with tempfile.TemporaryDirectory(prefix="gouji-") as folder:
        profile, source = Path(folder, "profile"), Path(folder, f"in{path.suffix.lower() or '.doc'}")
        Path(profile, "user").mkdir(parents=True)
        Path(profile, "user", "registrymodifications.xcu").write_text(_PROFILE, encoding="utf-8")
        source.write_bytes(data)
        command = [
            program,
            f"-env:UserInstallation={profile.as_uri()}",
            "--headless",
            "--norestore",
            "--nologo",
        ]
        command += ["--convert-to", form, "--outdir", folder, str(source)]
        _run(path, command, folder)
        made = Path(folder, f"in.{form}")
        if not made.is_file():
            raise SourceError(
                path, "LibreOffice 打不开", "文件可能已损坏；用 Office 或 WPS 打开并另存为 docx、xlsx 后再读"
            )
        return made.read_bytes()


def _run(path: Path, command: list[str], folder: str) -> None:
    """Run the program to its end; it and all that it started are ended when it takes too long."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "LC_ALL", "SYSTEMROOT") if name in os.environ}
    environment = (
        kept
        | {"HOME": folder, "TMPDIR": folder}
        | dict.fromkeys(("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY"), _NOWHERE)
    )
    with subprocess.Popen(
        command,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(SECONDS)
        except subprocess.TimeoutExpired as error:
            raise LimitError(
                path,
                f"LibreOffice 转换超过 {SECONDS:g} 秒，已终止（{shown(path.name)}）",
                "另存为 docx、xlsx 或 PDF 后再读",
            ) from error
        finally:
            with suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
