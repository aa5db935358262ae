"""A .zip of the files of one disclosure → those files, unpacked so that it can do no harm.

Takes the archive, gives the files that can be read, in a folder of the caller's.  Number, size and density are looked at
before anything is unpacked; a name never becomes a path; an archive inside is unpacked once more and no deeper.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from os import PathLike
from pathlib import Path, PurePosixPath

from gouji.errors import SourceError, TooLargeError
from gouji.read.formats import EXTENSIONS, is_plain_zip
from gouji.read.package import BOMB_HINT, DAMAGED_HINT, refuse_bombs
from gouji.read.settings import OFFICE, OfficeSettings

_UTF8_FLAG = 0x800
"""The bit that says a name is UTF-8 (APPNOTE 4.4.4); without it Windows wrote it in the code page of its language."""
DEPTH = 2
"""Archives in archives that are unpacked: a disclosure packed by department, then by unit."""


def is_archive(path: str | PathLike[str]) -> bool:
    """Whether a file is an archive of files, by its content."""
    try:
        with Path(path).open("rb") as file:
            return file.read(2) == b"PK" and is_plain_zip(Path(path).read_bytes())
    except OSError:
        return False  # whoever reads it says why


def unpack(
    path: Path, data: bytes, folder: Path, settings: OfficeSettings = OFFICE, depth: int = 1
) -> list[Path]:
    """The files in ``data`` that can be read, in the order of their names, each under its own name in ``folder``.

    Raises:
        SourceError: the archive is damaged, under a password, or holds nothing that can be read;
            :class:`TooLargeError` for one that would grow beyond all measure.
    """
    found: list[tuple[str, bytes]] = []
    _collect(path, data, "", found, settings, depth)
    if not found:
        raise SourceError(path, "压缩包里没有能读的文件", f"需要 {'、'.join(EXTENSIONS)} 文件")
    if len(found) > settings.archived:
        raise SourceError(
            path, f"压缩包里有 {len(found)} 份文件，超过 {settings.archived} 份", "每份公开一个压缩包"
        )
    out: list[Path] = []
    for number, (name, content) in enumerate(sorted(found, key=lambda item: item[0]), start=1):
        own = folder / str(number)
        own.mkdir()
        target = own / _safe(name)
        target.write_bytes(content)
        out.append(target)
    return out


def _collect(
    path: Path, data: bytes, prefix: str, found: list[tuple[str, bytes]], settings: OfficeSettings, depth: int
) -> None:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = [info for info in archive.infolist() if not info.is_dir()]
            refuse_bombs(path, infos, settings)
            for info in infos:
                name = prefix + name_of(info)
                is_archive = name.lower().endswith(".zip")
                if _is_left_out(name) or not (is_archive or name.lower().endswith(EXTENSIONS)):
                    continue
                content = archive.read(info)
                if is_archive and is_plain_zip(content):
                    if depth >= DEPTH:
                        raise SourceError(path, f"压缩包套了 {DEPTH} 层以上（{name}）", "请先解压")
                    _collect(path, content, name.removesuffix(".zip") + "/", found, settings, depth + 1)
                elif content:
                    found.append((name, content))
                if sum(len(kept) for _, kept in found) > settings.unpacked:
                    raise TooLargeError(path, f"解压后超过 {settings.unpacked / 2**20:.0f} MB", BOMB_HINT)
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError) as error:
        raise SourceError(path, "压缩包已损坏", DAMAGED_HINT) from error
    except RuntimeError as error:
        raise SourceError(path, "压缩包有口令，或压缩方法不认识", "请先解压") from error


def name_of(info: zipfile.ZipInfo) -> str:
    """The name of a member: as UTF-8 where it says so or is so, else as GBK."""
    if info.flag_bits & _UTF8_FLAG:
        return info.filename
    raw = info.filename.encode("cp437", "replace")
    for codec in ("utf-8", "gb18030"):
        try:
            return raw.decode(codec)
        except UnicodeDecodeError:
            continue
    return info.filename


def _is_left_out(name: str) -> bool:
    """Hidden files, the lock files of Office, and what macOS puts beside files."""
    return any(
        part not in (".", "..") and part.startswith((".", "~$", "__MACOSX"))
        for part in PurePosixPath(name.replace("\\", "/")).parts
    )


def _safe(name: str) -> str:
    """The last part of a name, without what a file system or a terminal takes for a command."""
    last = PurePosixPath(name.replace("\\", "/")).name
    kept = "".join(char if char.isprintable() and char not in '/\\:*?"<>|' else "_" for char in last)
    stem, suffix = Path(kept).stem[:60], Path(kept).suffix[:8]
    return f"{stem or 'document'}{suffix}"
