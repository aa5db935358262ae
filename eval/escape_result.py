"""What a measurement of escapes found, as it is written to ``escape.json`` and read back by the report.

The model behind these numbers is simulated: they measure the safeguards, not any language model, and
the label that says so travels with them.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError, computed_field

from gouji.errors import ConfigError
from gouji.eval.simulated_model import MODEL_ID

FILE = "escape.json"
LABEL = "模拟模型（非语言模型）：数字衡量的是防护，不是任何模型"
WRONG_GOAL, LOAD_GOAL = 0.001, 1.3
"""At most this share of the accepted values wrong, at 20 % errors; at most this many items to review
for each error made."""

Setting = Literal["with_grammar", "model_alone"]


class Point(BaseModel):
    """What one error rate came to, in one setting, all seeds together; values are figures of statements."""

    setting: Setting
    error_rate: float = Field(ge=0, le=1)
    values_accepted: int = 0
    wrong_accepted: int = 0
    right_values: int = 0
    right_in_review: int = 0
    in_review: int = 0
    rejected_kept: int = 0
    load_without_errors: int = 0
    errors_made: int = 0
    errors_first_answer: int = 0
    errors_by_kind: dict[str, int] = Field(default_factory=dict)
    """Errors of first answers, by kind of the error model."""
    escapes: list[str] = Field(default_factory=list)

    @computed_field  # type: ignore[prop-decorator]
    @property
    def wrong_share(self) -> float:
        return self.wrong_accepted / self.values_accepted if self.values_accepted else 0.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def right_review_share(self) -> float:
        return self.right_in_review / self.right_values if self.right_values else 0.0

    @computed_field  # type: ignore[prop-decorator]
    @property
    def load_per_error(self) -> float | None:
        """Items to review beyond those of the run without errors, for each error of a first answer."""
        extra = self.in_review + self.rejected_kept - self.load_without_errors
        return extra / self.errors_first_answer if self.errors_first_answer else None


class EscapeReport(BaseModel):
    """The measured points with what they rest on."""

    model_config = ConfigDict(frozen=True)

    label: str = LABEL
    model: str = MODEL_ID
    seeds: list[int]
    documents: list[str]
    statements: int
    goals: dict[str, float] = {"wrong_accepted_share_at_0.2": WRONG_GOAL, "load_per_error": LOAD_GOAL}
    points: list[Point]

    def of(self, setting: Setting) -> list[Point]:
        return [point for point in self.points if point.setting == setting]


def read_escape(run: Path) -> EscapeReport | None:
    """The measurement that lies beside a run (its directory or its ``run.json``), if there is one.

    Raises:
        ConfigError: the file is not a measurement of this version.
    """
    file = (run if run.is_dir() else run.parent) / FILE
    if not file.is_file():
        return None
    try:
        return EscapeReport.model_validate_json(file.read_bytes())
    except (OSError, ValidationError) as error:
        raise ConfigError(file, "not an escape measurement", "gouji eval escape -o RUN") from error
