"""What can go wrong, drawn as a tree.

GoujiError              exit code 2, one line with the file and what to do
├── SourceError         the document cannot be read
│   ├── EncryptedError
│   └── TooLargeError
├── ConfigError         an option or a configuration file is wrong
├── GoldError           a gold label or adjudication file is wrong
└── ProviderError       the LLM endpoint failed
"""

from __future__ import annotations

from pathlib import Path


class GoujiError(Exception):
    """An error that a user can act on: ``subject`` (file or option), ``reason`` and ``hint``."""

    exit_code = 2

    def __init__(self, subject: str | Path, reason: str, hint: str = "") -> None:
        self.subject = str(subject)
        self.reason = reason
        self.hint = hint
        super().__init__(self.one_line())

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


class ConfigError(GoujiError):
    """An option or a configuration file is wrong."""


class GoldError(GoujiError):
    """A gold label or adjudication file is wrong."""


class ProviderError(GoujiError):
    """The LLM endpoint failed for good."""
