"""What a user can set about the reading of a document.

Light on purpose: the process that only watches workers imports it too.
"""

from __future__ import annotations

from dataclasses import dataclass

from gouji.config import LlmConfig


@dataclass(frozen=True, slots=True)
class Options:
    """What a user can set about the reading; part of the key by which a finished record is known again."""

    max_pages: int = 1_000
    lang: str = "zh"
    """The language of what a person reads: messages, the workbook."""
    llm: LlmConfig | None = None
    """The model that may be asked; ``None`` is the same as ``--llm off``."""

    @property
    def asks_model(self) -> bool:
        """Whether a model may be asked."""
        return self.llm is not None and self.llm.effective_mode != "off"

    def as_strings(self) -> dict[str, str]:
        """The options as they stand in ``run.options``."""
        llm = {} if self.llm is None else self.llm.as_strings()
        return {"max_pages": str(self.max_pages), "lang": self.lang, **llm}
