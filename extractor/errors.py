"""What can go wrong, drawn as a tree.

GoujiError              exit code 2, one line with the file and what to do
├── SourceError         the document cannot be read
│   ├── EncryptedError
│   ├── TooLargeError
│   ├── RecordError     a record on disk is none, or of a later version
│   ├── LimitError      it took more time or memory than it may
│   └── CrashError      the process that read it died, or the program has a defect
├── ConfigError         an option or a configuration file is wrong
├── OutputError         a file cannot be written: the disk is full, there is no permission
└── GoldError           a gold label or adjudication file is wrong
"""

from __future__ import annotations

import errno
from pathlib import Path

from gouji.names import shown


class GoujiError(Exception):
    """An error that a user can act on: ``subject`` (file or option), ``reason`` and ``hint``."""

    exit_code = 2

    def __init__(self, subject: str | Path, reason: str, hint: str = "") -> None:
        self.subject = shown(subject)
        self.reason = reason
        self.hint = hint
        super().__init__(self.one_line())

    def __reduce__(self) -> tuple[type[GoujiError], tuple[str, str, str]]:
        """Errors come back from worker processes."""
        return type(self), (self.subject, self.reason, self.hint)

    def one_line(self) -> str:
        """``file: reason (hint)``, never more than one line."""
        text = f"{self.subject}: {self.reason}"
        if self.hint:
            text = f"{text} ({self.hint})"
        return " ".join(text.split())


class SourceError(GoujiError):
    """The document cannot be read."""


class EncryptedError(SourceError):
    """The PDF needs a password."""


class TooLargeError(SourceError):
    """The document is larger than the limit."""


class RecordError(SourceError):
    """A record on disk is none, or was written by a later version."""


class LimitError(SourceError):
    """Reading the document took more time or memory than one document may take; it was ended."""


class CrashError(SourceError):
    """The process that read the document died, or the program has a defect."""


class ConfigError(GoujiError):
    """An option or a configuration file is wrong."""


class OutputError(GoujiError):
    """A file cannot be written; what was there before is still there."""

    @classmethod
    def of(cls, subject: str | Path, error: OSError) -> OutputError:
        """The error of the disk, in words, with what to do about it."""
        known = _REFUSALS.get(error.errno or 0)
        reason, hint = known or (error.strerror or str(error), "检查路径、权限和磁盘空间")
        return cls(subject, f"写不进去：{reason}", hint)


def of_system(error: OSError, stream: str) -> GoujiError:
    """An error of the system that nobody has named yet; one without a file's name belongs to ``stream``."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return OutputError.of(error.filename or stream, error)
    return GoujiError(error.filename or "gouji", error.strerror or str(error), "检查路径和权限")


_NO_SPACE = "腾出磁盘空间后重新运行；已写完的文件都是完整的"
_REFUSALS = {
    errno.ENOSPC: ("磁盘已满", _NO_SPACE),
    errno.EDQUOT: ("磁盘配额已用完", _NO_SPACE),
    errno.EFBIG: ("超过文件大小限制", "放宽限制（ulimit -f）后重新运行"),
    errno.EACCES: ("没有权限", "检查权限，或换一个位置"),
    errno.EPERM: ("没有权限", "检查权限，或换一个位置"),
    errno.EROFS: ("只读的文件系统", "换一个位置"),
    errno.ENOENT: ("没有这个目录", "先建立目录，或换一个位置"),
    errno.ENOTDIR: ("路径中有一段不是目录", "换一个位置"),
    errno.EEXIST: ("已有同名的文件", "换一个位置"),
    errno.EISDIR: ("这是一个目录", "给出文件名"),
    errno.ENAMETOOLONG: ("文件名太长", "换一个短一些的名字"),
}
"""What the system says → what is wrong and what to do."""


class GoldError(GoujiError):
    """A gold label or adjudication file is wrong."""
